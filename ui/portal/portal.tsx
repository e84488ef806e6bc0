// The customer's own page: what they reported and what became of it. Each leads to its conversation.
import { useFormat, useProblemText, useWords } from '@/i18n'
import { Frame } from '@/plain/frame'
import type { Report } from './api'
import './portal.css'
import { useReports } from './use_reports'

function Row({ report, isWaiting }: { report: Report; isWaiting: boolean }) {
  const t = useWords('portal')
  const format = useFormat()
  const state = isWaiting ? 'waiting' : report.group
  return (
    <li className="card report">
      <a href={`/tickets/${String(report.id)}`}>{report.subject}</a>
      <span className={`state ${state}`}>{t(`state.${state}`)}</span>
      <span className="note">
        {report.number} · {t('reported')} {format.date(report.created_at)}
      </span>
    </li>
  )
}

function List() {
  const t = useWords('portal')
  const problemText = useProblemText()
  const { reports, waiting, error, reload, more } = useReports()
  return (
    <>
      <a className="button" href="/form">
        {t('new')}
      </a>
      {error !== undefined && (
        <div className="card">
          <p className="wrong" role="alert">
            {problemText(error)}
          </p>
          <button type="button" className="button quiet" onClick={reload}>
            {t('retry')}
          </button>
        </div>
      )}
      {!reports && error === undefined && <p role="status">{t('loading')}</p>}
      {reports?.items.length === 0 && (
        <div className="card">
          <h2>{t('none')}</h2>
          <p className="note">{t('none.text')}</p>
        </div>
      )}
      {reports && reports.items.length > 0 && (
        <ul className="reports">
          {reports.items.map((report) => (
            <Row key={report.id} report={report} isWaiting={waiting.has(report.status)} />
          ))}
        </ul>
      )}
      {reports?.next != null && (
        <button type="button" className="button quiet" onClick={more}>
          {t('more')}
        </button>
      )}
    </>
  )
}

export function Portal() {
  const t = useWords('portal')
  return (
    <Frame title={t('title')}>
      <List />
    </Frame>
  )
}
