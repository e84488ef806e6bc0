// The workflow as a picture: states from top to bottom, ways forward on the right, ways back on the left.
import { Text, Title } from '@mantine/core'
import { useConfig } from '@/features/config'
import { useWords } from '@/i18n'
import type { Flow } from './workflow'
import classes from './workflow.module.css'

const WIDTH = 380
const BOX = { x: 90, width: 200, height: 34, step: 66 }
const MAX_BULGE = 82
const HEAD = 5
/** Longer names are cut: the tables have them whole. */
const MAX_NAME = 26

const middle = (at: number) => 10 + at * BOX.step + BOX.height / 2

function Way({ from, to, limited, lane }: { from: number; to: number; limited: boolean; lane: number }) {
  const side = to > from ? 1 : -1
  const edge = side === 1 ? BOX.x + BOX.width : BOX.x
  const bulge = edge + side * Math.min(MAX_BULGE, 14 + 22 * Math.abs(to - from) + 3 * lane)
  // It leaves below the middle and arrives above it, so that ways there and back stay apart.
  const [start, end] = [middle(from) + 6 * side, middle(to) - 6 * side]
  const tip = edge + side * 2
  return (
    <>
      <path
        className={classes['way']}
        data-limited={limited}
        d={`M ${String(edge)} ${String(start)} C ${String(bulge)} ${String(start)}, ${String(bulge)} ${String(end)}, ${String(tip + side * HEAD)} ${String(end)}`}
      />
      <path
        className={classes['head']}
        d={`M ${String(tip)} ${String(end)} l ${String(side * HEAD * 1.8)} ${String(-HEAD)} v ${String(2 * HEAD)} z`}
      />
    </>
  )
}

export function WorkflowDrawing({ flow }: { flow: Flow }) {
  const t = useWords('workflow')
  const { label } = useConfig('statuses')
  const states = flow.states.map(({ status }) => status).filter((status) => status !== '')
  const hasAny = flow.transitions.some(({ from }) => from === null)
  const nodes = hasAny ? [...states, null] : states
  const ways = flow.transitions
    .map(({ from, to, roles }) => ({ from: nodes.indexOf(from), to: nodes.indexOf(to), limited: roles.length > 0 }))
    .filter(({ from, to }) => from >= 0 && to >= 0 && from !== to)
  const nameOf = (status: string | null) => {
    const name = status === null ? t('any') : status === flow.initial ? `▸ ${label(status)}` : label(status)
    return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name
  }
  return (
    <section className={classes['drawing']} aria-label={t('drawing')}>
      <Title order={2} size="h5">
        {t('drawing')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('drawing.why')}
      </Text>
      {states.length > 0 && (
        <svg
          role="img"
          aria-label={t('drawing.alt', { count_states: states.length, count_ways: ways.length })}
          viewBox={`0 0 ${String(WIDTH)} ${String(20 + (nodes.length - 1) * BOX.step + BOX.height)}`}
        >
          {ways.map((way, at) => (
            <Way key={at} {...way} lane={at % 4} />
          ))}
          {nodes.map((status, at) => (
            <g key={status ?? ''}>
              <rect
                className={classes['box']}
                data-initial={status === flow.initial}
                data-any={status === null}
                x={BOX.x}
                y={middle(at) - BOX.height / 2}
                width={BOX.width}
                height={BOX.height}
                rx={8}
              />
              <text x={BOX.x + BOX.width / 2} y={middle(at) + 4.5} textAnchor="middle">
                {nameOf(status)}
              </text>
            </g>
          ))}
        </svg>
      )}
    </section>
  )
}
