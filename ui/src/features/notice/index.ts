export { noticeFeature } from './notice_feature'
export { noticeRoute } from './notice_route'
