// Starts an entry; says so, in every language, when it cannot.

const BROKEN =
  'Amends could not be loaded. Please load the page again. · Amends n’a pas pu être chargé. Rechargez la page. · No se pudo cargar Amends. Vuelva a cargar la página.'

export async function boot(start: (root: HTMLElement) => Promise<void>): Promise<void> {
  const root = document.getElementById('root')
  if (!root) return
  try {
    await start(root)
  } catch (error) {
    root.textContent = BROKEN
    throw error
  }
}
