// A photo on its way out of the phone: drawn anew, so that it is small and holds neither place nor device.

const LONGEST = 1600
const QUALITY = 0.82

/** The picture upright, at most 1600 pixels long, as JPEG; the file itself where the browser cannot read it. */
export async function prepare(photo: File): Promise<File> {
  let picture: ImageBitmap
  try {
    picture = await createImageBitmap(photo, { imageOrientation: 'from-image' })
  } catch {
    return photo // The server reads more formats, and takes away the same.
  }
  const part = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * part))
  canvas.height = Math.max(1, Math.round(picture.height * part))
  const paper = canvas.getContext('2d')
  if (!paper) return photo
  paper.fillStyle = '#fff'
  paper.fillRect(0, 0, canvas.width, canvas.height)
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const drawn = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', QUALITY)
  })
  if (!drawn) return photo
  return new File([drawn], `${photo.name.replace(/\.\w+$/, '')}.jpg`, { type: 'image/jpeg' })
}
