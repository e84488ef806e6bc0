// The one list of features: what the desk shows and where its addresses lead.
import { accountFeature, accountRoutes } from './features/account'
import { callbackFeature, callbackRoute } from './features/callback'
import { configFeature, configRoutes } from './features/config'
import { deliveryFeature, deliveryListRoute, deliveryRoute } from './features/delivery'
import { homeFeature, homeRoute, startRoute } from './features/home'
import { mailFeature, outboxRoute, quarantineRoute } from './features/mail'
import { meRoute } from './features/me'
import { noticeFeature, noticeRoute } from './features/notice'
import { roleFeature, roleRoutes } from './features/role'
import { workflowRoutes } from './features/workflow'
import { decisionsRoute, incidentFeature } from './features/incident'
import { ledgerOfRoute, ledgerRoute, orderFeature } from './features/order'
import { forgottenRoute, passwordRoute, registerRoute, signInRoute } from './features/session'
import { personFeature, personRoute, personRoutes } from './features/person'
import { tagFeature, tagRoutes } from './features/tag'
import { productFeature, productRoutes } from './features/product'
import { ticketBoardRoute, ticketFeature, ticketRoutes } from './features/ticket'
import { deskRoute, rootRoute, type Feature } from './ui'

export const features: readonly Feature[] = [
  homeFeature,
  ticketFeature,
  personFeature,
  tagFeature,
  productFeature,
  configFeature,
  accountFeature,
  roleFeature,
  mailFeature,
  deliveryFeature,
  incidentFeature,
  orderFeature,
  callbackFeature,
  noticeFeature,
]

export const routeTree = rootRoute.addChildren([
  signInRoute,
  passwordRoute,
  forgottenRoute,
  registerRoute,
  deskRoute.addChildren([
    startRoute,
    homeRoute,
    ticketRoutes,
    ticketBoardRoute,
    personRoutes,
    personRoute,
    tagRoutes,
    productRoutes,
    configRoutes,
    ...workflowRoutes,
    accountRoutes,
    roleRoutes,
    meRoute,
    noticeRoute,
    callbackRoute,
    outboxRoute,
    quarantineRoute,
    deliveryListRoute,
    deliveryRoute,
    decisionsRoute,
    ledgerRoute,
    ledgerOfRoute,
  ]),
])
