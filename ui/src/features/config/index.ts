export { configFeature } from './config_feature'
export { configRoutes } from './config_route'
export { Dot } from './dot'
export { EntrySelect } from './entry_field'
export {
  categoryPath,
  useConfig,
  useList,
  type Category,
  type Config,
  type Level,
  type ListName,
  type Template,
  type Workflow,
} from './use_config'
