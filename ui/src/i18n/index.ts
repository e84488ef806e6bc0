export { chooseLanguage, currentLanguage, followLanguage, startI18n } from './i18n'
export { languageNames, languages, type Language } from './languages'
export { TimeZone, useFormat, type Format } from './format'
export type { Namespace } from './resources'
