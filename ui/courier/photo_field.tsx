// Photos: from the camera or the phone's album, made small, sent at once, kept with the report that is being written.
import { useId, useState } from 'react'
import { useProblemText, useWords } from '@/i18n'
import { upload, type Attachment } from './api'
import { prepare } from './photo'

interface Props {
  photos: readonly Attachment[]
  wrong: string | undefined
  onBusy: (isBusy: boolean) => void
  onChange: (photos: Attachment[]) => void
}

export function PhotoField({ photos, wrong, onBusy, onChange }: Props) {
  const t = useWords('courier')
  const problemText = useProblemText()
  const id = useId()
  const [sending, setSending] = useState(0)
  const [failed, setFailed] = useState<string>()

  const take = async (files: readonly File[]) => {
    setFailed(undefined)
    onBusy(true)
    setSending(files.length)
    const arrived = [...photos]
    for (const file of files) {
      try {
        arrived.push(await upload(await prepare(file)))
        onChange([...arrived])
      } catch (failure) {
        setFailed(problemText(failure))
      }
      setSending((left) => left - 1)
    }
    onBusy(false)
  }
  return (
    <>
      {photos.length > 0 && (
        <ul className="photos">
          {photos.map((photo) => (
            <li key={photo.id}>
              <img src={photo.thumbnail_url ?? `/api/v1/attachments/${String(photo.id)}`} alt={photo.name} />
              <button
                type="button"
                className="button quiet"
                aria-label={t('photo.remove', { name: photo.name })}
                onClick={() => {
                  onChange(photos.filter((each) => each.id !== photo.id))
                }}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
      <label className="button quiet file" htmlFor={id}>
        {t('photo.take')}
        <input
          id={id}
          type="file"
          accept="image/*"
          capture="environment"
          multiple
          disabled={sending > 0}
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])]
            event.currentTarget.value = ''
            if (files.length > 0) void take(files)
          }}
        />
      </label>
      <p className="note" role="status">
        {sending > 0 ? t('photo.sending', { count: sending }) : ''}
      </p>
      {(failed ?? wrong) !== undefined && <p className="wrong">{failed ?? wrong}</p>}
    </>
  )
}
