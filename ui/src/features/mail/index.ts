export { mailFeature } from './mail_feature'
export { outboxRoute, quarantineRoute } from './mail_route'
