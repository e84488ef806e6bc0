// The courier's day: the list, one task, a report about it.
import { useState } from 'react'
import { useFormat, useProblemText, useWords } from '@/i18n'
import { Frame } from '@/plain/frame'
import { act, type Act, type Day, type Proposal, type Task } from './api'
import { ReportForm } from './report_form'
import { isOpen, TaskCard } from './task_card'
import { TaskPage } from './task_page'
import { useDay } from './use_day'
import { dayAddress, go, taskAddress, usePlace } from './use_place'
import './courier.css'

/** The pickup before a dropoff that is not done yet. */
function waitsFor(task: Task, tasks: readonly Task[]): Task | undefined {
  if (task.type !== 'dropoff') return undefined
  return tasks.find(
    (each) =>
      each.order_id === task.order_id &&
      each.type === 'pickup' &&
      each.position < task.position &&
      each.status !== 'done' &&
      each.status !== 'cancelled',
  )
}

const about = (task: Task, proposals: readonly Proposal[]) => proposals.filter((each) => each.task_id === task.id)

interface ListProps {
  day: Day
  busyId: number | undefined
  onAct: (task: Task, verb: Act) => void
}

function List({ day, busyId, onAct }: ListProps) {
  const t = useWords('courier')
  const open = day.tasks.filter(isOpen)
  const over = day.tasks.filter((task) => !isOpen(task))
  const card = (task: Task) => (
    <TaskCard
      key={task.id}
      task={task}
      proposals={about(task, day.proposals)}
      waitsFor={waitsFor(task, day.tasks)}
      isBusy={busyId === task.id}
      onAct={(verb) => {
        onAct(task, verb)
      }}
    />
  )
  if (day.tasks.length === 0)
    return (
      <div className="card">
        <h2>{t('empty.title')}</h2>
        <p className="note">{t('empty.text')}</p>
      </div>
    )
  return (
    <>
      <h2>{t('open', { count: open.length })}</h2>
      {open.length > 0 ? <ol className="tasks">{open.map(card)}</ol> : <p className="card">{t('all_done')}</p>}
      {over.length > 0 && (
        <details className="over">
          <summary>{t('over', { count: over.length })}</summary>
          <ol className="tasks">{over.map(card)}</ol>
        </details>
      )}
    </>
  )
}

function Work() {
  const t = useWords('courier')
  const format = useFormat()
  const problemText = useProblemText()
  const place = usePlace()
  const [busyId, setBusyId] = useState<number>()
  const [said, setSaid] = useState<{ text: string; isWrong: boolean }>()
  const { day, error, live, reload, put } = useDay((proposal, { tasks }) => {
    const name = tasks.find((task) => task.id === proposal.task_id)?.address.name ?? ''
    setSaid({ text: t('decided', { name, what: t(`decision.${proposal.status}`) }), isWrong: false })
  })

  const onAct = (task: Task, verb: Act) => {
    setBusyId(task.id)
    act(task, verb)
      .then(
        (after) => {
          put(after)
          setSaid({ text: t(`said.${verb}`, { name: task.address.name ?? '' }), isWrong: false })
          if (verb === 'complete') go(dayAddress)
        },
        (failure: unknown) => {
          setSaid({ text: problemText(failure), isWrong: true })
          void reload()
        },
      )
      .finally(() => {
        setBusyId(undefined)
      })
  }
  const task = place.at === 'day' ? undefined : day?.tasks.find((each) => each.id === place.id)
  return (
    <>
      <p className="note today">
        {format.date(new Date().toISOString())}
        {live === 'broken' && <span className="broken">{t('live.broken')}</span>}
      </p>
      <div role="status" className="said" data-wrong={said?.isWrong === true} hidden={said === undefined}>
        {said?.text}
      </div>
      {error !== undefined && (
        <div className="card">
          <p className="wrong">{problemText(error)}</p>
          <button type="button" className="button" onClick={() => void reload()}>
            {t('retry')}
          </button>
        </div>
      )}
      {!day && error === undefined && <p className="note">{t('loading')}</p>}
      {day && place.at === 'day' && <List day={day} busyId={busyId} onAct={onAct} />}
      {day && place.at !== 'day' && !task && (
        <div className="card">
          <p>{t('gone')}</p>
          <a className="button" href={dayAddress}>
            {t('back')}
          </a>
        </div>
      )}
      {day && task && place.at === 'task' && (
        <TaskPage
          task={task}
          proposals={about(task, day.proposals)}
          waitsFor={waitsFor(task, day.tasks)}
          isBusy={busyId === task.id}
          onAct={(verb) => {
            onAct(task, verb)
          }}
        />
      )}
      {day && task && place.at === 'report' && (
        <ReportForm
          key={task.id}
          task={task}
          onDone={(text) => {
            setSaid({ text, isWrong: false })
            go(taskAddress(task.id))
            void reload()
          }}
        />
      )}
    </>
  )
}

export function Courier() {
  const t = useWords('courier')
  return (
    <Frame title={t('title')}>
      <Work />
    </Frame>
  )
}
