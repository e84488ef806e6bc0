// Workflows are a list like the others, but each opens on a page of its own: /lists/workflows/entry/generic.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { keyParam, listQuery, shapesQuery } from '@/features/config'
import { deskRoute, requirePermission } from '@/ui'

export const workflowNewRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/lists/workflows/new',
  /** from: the workflow that the new one begins as a copy of. */
  validateSearch: ({ from }: Record<string, unknown>): { from?: string } => (typeof from === 'string' ? { from } : {}),
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'config.write')
  },
  component: lazyRouteComponent(() => import('./workflow_page'), 'WorkflowNewPage'),
})

export const workflowRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/lists/workflows/entry/$key',
  params: keyParam,
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'config.write')
  },
  loader: ({ context }) => {
    context.queryClient.query(shapesQuery).catch(() => undefined)
    context.queryClient.query(listQuery('workflows')).catch(() => undefined)
  },
  component: lazyRouteComponent(() => import('./workflow_page'), 'WorkflowPage'),
})

export const workflowRoutes = [workflowNewRoute, workflowRoute]
