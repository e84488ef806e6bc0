// What every screen of the desk lives in.
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { LiveRegion } from './announce'
import { CommandsProvider } from './commands'
import type { Feature } from './feature'
import { Features } from './features_context'
import { Notices } from './notify'
import { cssVariables, theme } from './theme'

const schemes = localStorageColorSchemeManager({ key: 'amends.colour-scheme' })

export function DeskProviders(props: {
  queryClient: QueryClient
  features: readonly Feature[]
  /** Without transitions. */
  forTests?: boolean
  children: ReactNode
}) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={schemes}
      defaultColorScheme="auto"
      env={props.forTests === true ? 'test' : 'default'}
    >
      <QueryClientProvider client={props.queryClient}>
        <Features value={props.features}>
          <CommandsProvider>
            <Notices />
            <LiveRegion />
            {props.children}
          </CommandsProvider>
        </Features>
      </QueryClientProvider>
    </MantineProvider>
  )
}
