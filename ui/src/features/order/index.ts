export { AdjustPriceDialog } from './adjust_price_dialog'
export { CancelOrderDialog } from './cancel_order_dialog'
export { Total, useSigned, useTaskName } from './money'
export {
  aboutOrders,
  loadOrder,
  orderList,
  orderQuery,
  orders,
  useStores,
  type Order,
  type OrderLine,
  type OrderQuery,
  type Task,
} from './order_api'
export { orderFeature } from './order_feature'
export { OrderHistory } from './order_history'
export { OrderLink } from './order_link'
export { ledgerOfRoute, ledgerRoute } from './order_route'
export { takeOrder } from './order_topic'
export { PriceLines } from './price_lines'
