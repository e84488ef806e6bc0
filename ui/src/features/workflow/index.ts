export { workflowRoutes } from './workflow_route'
