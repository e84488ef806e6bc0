import { createRoute } from '@tanstack/react-router'
import { deskRoute } from '@/ui'
import { HomePage } from './home_page'

export const homeRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/',
  component: HomePage,
})
