export { productFeature } from './product_feature'
export { productRoutes } from './product_route'
export { ProductName } from './product_name'
export { ProductSelect } from './product_select'
