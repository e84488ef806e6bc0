// The look of the desk: pine, paper, and gold for what has been mended.
import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core'

export const pine: MantineColorsTuple = [
  '#eef6f4',
  '#d9eae6',
  '#b3d6ce',
  '#88bfb4',
  '#5fa79b',
  '#3f9285',
  '#2a7d71',
  '#1c675d',
  '#13524a',
  '#0b3b36',
]
const gray: MantineColorsTuple = [
  '#f8f8f5',
  '#f0f0eb',
  '#e5e6e0',
  '#d9dbd4',
  '#c6c9c1',
  '#a9ada4',
  '#80857c',
  '#535952',
  '#3b413a',
  '#232823',
]
const dark: MantineColorsTuple = [
  '#d6dedc',
  '#b6c2bf',
  '#8f9d9a',
  '#6a7874',
  '#45524f',
  '#34403d',
  '#293330',
  '#1a2321',
  '#141c1a',
  '#0d1312',
]

const FONT =
  'ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif'

export const theme: MantineThemeOverride = createTheme({
  colors: { pine, gray, dark },
  black: '#1d211d',
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  fontFamily: FONT,
  headings: { fontFamily: FONT, fontWeight: '650', textWrap: 'balance' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Modal: {
      defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.45 } },
      styles: { title: { fontSize: 'var(--mantine-font-size-lg)', fontWeight: 650 } },
    },
    // A dialog's header is not the banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end' } },
  },
})

/** Mantine's own dimmed, placeholder and error colours are too pale for WCAG AA. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': gray[7],
    '--mantine-color-placeholder': '#6b7169',
    '--mantine-color-error': '#b42318',
    '--am-line': gray[2],
    '--am-side': pine[9],
    '--am-hover': gray[0],
    '--am-tip': pine[0],
    '--am-gold-ink': '#8a6414',
  },
  dark: {
    '--mantine-color-dimmed': dark[1],
    '--mantine-color-placeholder': '#95a29f',
    '--mantine-color-error': '#ff9a8f',
    '--mantine-color-anchor': pine[3],
    '--am-line': dark[5],
    '--am-side': '#0a1f1c',
    '--am-hover': '#202a28',
    '--am-tip': '#1f302c',
    '--am-gold-ink': '#e0b04c',
  },
})
