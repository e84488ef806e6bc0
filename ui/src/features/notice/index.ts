export { noticeFeature } from './notice_feature'
export { noticeRoute } from './notice_route'
export { useTicketRead } from './use_ticket_read'
