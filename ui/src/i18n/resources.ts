// One line per namespace: makes every key a checked type. A new feature adds its line here.
import type common from './common/en.json'
import type problem from './problem/en.json'
import type courier from '../../courier/i18n/en.json'
import type portal from '../../portal/i18n/en.json'
import type account from '../features/account/i18n/en.json'
import type area from '../features/area/i18n/en.json'
import type callback from '../features/callback/i18n/en.json'
import type config from '../features/config/i18n/en.json'
import type delivery from '../features/delivery/i18n/en.json'
import type home from '../features/home/i18n/en.json'
import type me from '../features/me/i18n/en.json'
import type mail from '../features/mail/i18n/en.json'
import type notice from '../features/notice/i18n/en.json'
import type incident from '../features/incident/i18n/en.json'
import type order from '../features/order/i18n/en.json'
import type person from '../features/person/i18n/en.json'
import type role from '../features/role/i18n/en.json'
import type session from '../features/session/i18n/en.json'
import type tag from '../features/tag/i18n/en.json'
import type product from '../features/product/i18n/en.json'
import type ticket from '../features/ticket/i18n/en.json'
import type workflow from '../features/workflow/i18n/en.json'

export interface Resources {
  common: typeof common
  problem: typeof problem
  courier: typeof courier
  portal: typeof portal
  account: typeof account
  area: typeof area
  callback: typeof callback
  config: typeof config
  delivery: typeof delivery
  home: typeof home
  mail: typeof mail
  me: typeof me
  notice: typeof notice
  incident: typeof incident
  order: typeof order
  person: typeof person
  role: typeof role
  session: typeof session
  tag: typeof tag
  product: typeof product
  ticket: typeof ticket
  workflow: typeof workflow
}
export type Namespace = keyof Resources
