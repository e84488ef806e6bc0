export { incidentFeature } from './incident_feature'
export { IncidentList } from './incident_list'
export { decisionsRoute } from './incident_route'
export { Proposals } from './order_proposals'
