// One task with all that is needed at the door.
import { useWords } from '@/i18n'
import type { Proposal, Task } from './api'
import { Decisions, mapAddress, placeOf, State, useLoad, Window } from './facts'
import { isOpen } from './task_card'
import { dayAddress, reportAddress } from './use_place'

interface Props {
  task: Task
  proposals: readonly Proposal[]
  waitsFor: Task | undefined
  isBusy: boolean
  onAct: (verb: 'start' | 'complete') => void
}

export function TaskPage({ task, proposals, waitsFor, isBusy, onAct }: Props) {
  const t = useWords('courier')
  const load = useLoad()
  const { address } = task
  return (
    <section className="stack" aria-labelledby="task-name">
      <a className="back" href={dayAddress}>
        ← {t('back')}
      </a>
      <div className="row">
        <span className="type">{t(`type.${task.type}`)}</span>
        <State task={task} />
      </div>
      <h2 id="task-name" tabIndex={-1}>
        {address.name ?? placeOf(task)}
      </h2>
      <Decisions proposals={proposals} />
      <dl className="card facts">
        <dt>{t('window')}</dt>
        <dd className="when">
          <Window after={task.after} before={task.before} />
        </dd>
        <dt>{t('address')}</dt>
        <dd>
          {placeOf(task)}
          {address.comments !== null && <span className="note">{address.comments}</span>}
          <a className="button quiet" href={mapAddress(task)} target="_blank" rel="noreferrer">
            {t('map')}
          </a>
        </dd>
        {address.phone !== null && (
          <>
            <dt>{t('phone')}</dt>
            <dd>
              <a className="button quiet" href={`tel:${address.phone.replace(/[^+\d]/g, '')}`}>
                {address.phone}
              </a>
            </dd>
          </>
        )}
        <dt>{t('packages')}</dt>
        <dd>{load(task)}</dd>
        {task.comments !== null && (
          <>
            <dt>{t('comments')}</dt>
            <dd>{task.comments}</dd>
          </>
        )}
      </dl>
      {waitsFor && isOpen(task) && <p className="note">{t('waits', { name: waitsFor.address.name ?? '' })}</p>}
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
        {isOpen(task) && (
          <button
            type="button"
            className="button"
            disabled={isBusy || waitsFor !== undefined}
            onClick={() => {
              onAct('complete')
            }}
          >
            {t('complete')}
          </button>
        )}
        {task.status !== 'cancelled' && (
          <a className="button warn" href={reportAddress(task.id)}>
            {t('problem')}
          </a>
        )}
      </div>
    </section>
  )
}
