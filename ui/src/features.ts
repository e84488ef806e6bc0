// The one list of features: what the desk shows and where its addresses lead.
import { configFeature, configRoutes } from './features/config'
import { homeFeature, homeRoute } from './features/home'
import { signInRoute } from './features/session'
import { tagFeature, tagRoutes } from './features/tag'
import { ticketBoardRoute, ticketFeature, ticketRoutes } from './features/ticket'
import { deskRoute, rootRoute, type Feature } from './ui'

export const features: readonly Feature[] = [homeFeature, ticketFeature, tagFeature, configFeature]

export const routeTree = rootRoute.addChildren([
  signInRoute,
  deskRoute.addChildren([homeRoute, ticketRoutes, ticketBoardRoute, tagRoutes, configRoutes]),
])
