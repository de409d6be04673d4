import { useState } from 'react'

import type { FetchSession } from '@crmkit/elements'
import { CrmContactList, CrmProvider, CrmRecord, CrmRecordForm } from '@crmkit/elements/react'

/** Your server says who is asking, and is asked again before that ends. */
const fetchSession: FetchSession = async () => {
  const answer = await fetch('/crm-session', { method: 'POST' })
  if (!answer.ok) throw new Error(`No session: ${answer.status}`)
  return answer.json()
}

const accent = { variables: { colorPrimary: 'light-dark(#5b3cc4, #b7a2ff)' } }

export function App() {
  const [isNew, setNew] = useState(false)
  const [openId, setOpenId] = useState<string>()

  return (
    <CrmProvider apiUrl="/crm" fetchSession={fetchSession} appearance={accent}>
      <header>
        <h1>People</h1>
        <button type="button" onClick={() => setNew(true)}>
          New contact
        </button>
      </header>
      <main>
        <CrmContactList
          height="fill"
          editable
          onCrmRowOpen={({ detail }) => setOpenId(detail.id)}
        />
        {isNew && (
          <CrmRecordForm
            entity="contact"
            fields="firstName,lastName,email,phone,companyId,status"
            onCrmSubmit={({ detail }) => {
              setNew(false)
              setOpenId(detail.id)
            }}
            onCrmCancel={() => setNew(false)}
          />
        )}
      </main>
      <CrmRecord
        entity="contact"
        mode="drawer"
        recordId={openId}
        open={openId !== undefined}
        onCrmClose={() => setOpenId(undefined)}
      />
    </CrmProvider>
  )
}
