export { personQuery, type Person, type PersonItem } from './person_api'
export { PersonById } from './person_by_id'
export { PersonSelect, type Chosen } from './person_select'
