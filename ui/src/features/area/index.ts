export { AreaMembers } from './area_members'
