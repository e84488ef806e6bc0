// The fields of a product.
import { Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { languageNames, languages, useLanguage, useWords } from '@/i18n'
import { useStores } from '@/features/order'
import { AppForm, type AppFormState, FormEnd } from '@/ui'
import type { Product } from './product_api'

export type ProductValues = {
  sku: string
  'names.en': string
  'names.fr': string
  'names.es': string
  /** The id as text. */
  store_id: string | null
}

export const EMPTY: ProductValues = { sku: '', 'names.en': '', 'names.fr': '', 'names.es': '', store_id: null }

export const valuesOf = ({ sku, names, store_id }: Product): ProductValues => ({
  sku,
  'names.en': names.en,
  'names.fr': names.fr,
  'names.es': names.es,
  store_id: store_id === null ? null : String(store_id),
})

export const bodyOf = (values: ProductValues) => ({
  sku: values.sku,
  names: { en: values['names.en'], fr: values['names.fr'], es: values['names.es'] },
  store_id: values.store_id === null ? null : Number(values.store_id),
})

export function ProductForm(props: { form: AppFormState<ProductValues>; action: string; onCancel: () => void }) {
  const t = useWords('product')
  const language = useLanguage()
  const stores = useStores()
  const { form } = props
  return (
    <AppForm form={form} guard>
      <Stack>
        <TextInput
          label={t('sku')}
          description={t('sku.why')}
          maxLength={60}
          data-autofocus
          autoComplete="off"
          {...form.input('sku')}
        />
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="xs">
          {[language, ...languages.filter((each) => each !== language)].map((each) => (
            <TextInput
              key={each}
              label={`${t('name')} · ${languageNames[each]}`}
              lang={each}
              maxLength={200}
              autoComplete="off"
              {...form.input(`names.${each}`)}
            />
          ))}
        </SimpleGrid>
        <Select
          label={t('store')}
          description={t('store.why')}
          placeholder={t('store.own')}
          data={stores.all.map(({ id, name }) => ({ value: String(id), label: name }))}
          {...form.input('store_id')}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('store.own') }}
        />
        <FormEnd action={props.action} busy={form.busy} onCancel={props.onCancel} />
      </Stack>
    </AppForm>
  )
}
