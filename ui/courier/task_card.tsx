// One task in the day's list.
import { useWords } from '@/i18n'
import type { Proposal, Task } from './api'
import { Decisions, placeOf, State, useLoad, Window } from './facts'
import { reportAddress, taskAddress } from './use_place'
import { useSwipe } from './use_swipe'

interface Props {
  task: Task
  proposals: readonly Proposal[]
  /** The pickup that this dropoff waits for. */
  waitsFor: Task | undefined
  isBusy: boolean
  onAct: (verb: 'start' | 'complete') => void
}

export const isOpen = (task: Task) => task.status === 'todo' || task.status === 'doing'

export function TaskCard({ task, proposals, waitsFor, isBusy, onAct }: Props) {
  const t = useWords('courier')
  const load = useLoad()
  const canComplete = isOpen(task) && !waitsFor && !isBusy
  const swipe = useSwipe(
    canComplete
      ? () => {
          onAct('complete')
        }
      : undefined,
  )
  const name = task.address.name ?? placeOf(task)
  return (
    <li className="slide" data-way={swipe.offset > 0 ? 'right' : swipe.offset < 0 ? 'left' : 'none'}>
      <span className="behind done" aria-hidden>
        {t('complete')}
      </span>
      <a
        className="behind problem"
        href={reportAddress(task.id)}
        tabIndex={swipe.isOpen ? 0 : -1}
        aria-hidden={!swipe.isOpen}
      >
        {t('problem')}
      </a>
      <article
        className="card task"
        data-state={task.status}
        aria-label={`${t(`type.${task.type}`)}: ${name}`}
        style={{
          transform: swipe.offset === 0 ? undefined : `translateX(${String(swipe.offset)}px)`,
          transition: swipe.isMoving ? 'none' : undefined,
        }}
        {...swipe.handlers}
      >
        <div className="row">
          <span className="type">{t(`type.${task.type}`)}</span>
          <State task={task} />
        </div>
        <h3>
          <a className="open" href={taskAddress(task.id)} draggable={false}>
            {name}
          </a>
        </h3>
        <p className="when">
          <Window after={task.after} before={task.before} />
        </p>
        <p className="note">{placeOf(task)}</p>
        {task.type === 'dropoff' && <p className="load">{load(task)}</p>}
        {task.incidents > 0 && <p className="flag">{t('incidents', { count: task.incidents })}</p>}
        <Decisions proposals={proposals} />
        {waitsFor && isOpen(task) && <p className="note">{t('waits', { name: waitsFor.address.name ?? '' })}</p>}
        {isOpen(task) && (
          <div className="acts">
            {task.status === 'todo' && (
              <button
                type="button"
                className="button quiet"
                disabled={isBusy || waitsFor !== undefined}
                onClick={() => {
                  onAct('start')
                }}
              >
                {t('start')}
              </button>
            )}
            <button
              type="button"
              className="button"
              disabled={!canComplete}
              onClick={() => {
                onAct('complete')
              }}
            >
              {t('complete')}
            </button>
            <a className="button warn" href={reportAddress(task.id)}>
              {t('problem')}
            </a>
          </div>
        )}
      </article>
    </li>
  )
}
