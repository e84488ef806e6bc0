export { configFeature } from './config_feature'
export { configRoutes } from './config_route'
export { Dot } from './dot'
export { replaceList, loadList, storeList, shapesQuery, type Entry, type List } from './config_api'
export { keyParam } from './config_route'
export { keyFrom } from './entries'
export { EntrySelect, TextsField } from './entry_field'
export { demands } from './list_spec'
export {
  categoryPath,
  listQuery,
  useConfig,
  useList,
  type Category,
  type Config,
  type Level,
  type ListName,
  type Template,
  type Workflow,
} from './use_config'
