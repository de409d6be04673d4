import { css, html, type TemplateResult } from 'lit'

import { CrmElement } from '../../src/base/crm-element.ts'
import { sharedStyles } from '../../src/base/shared-styles.ts'
import { avatar, avatarStyles } from '../../src/primitives/avatar.ts'
import { controlStyles } from '../../src/primitives/control-styles.ts'
import { DialogController, dialogStyles } from '../../src/primitives/dialog.ts'
import { icon, iconNames } from '../../src/primitives/icon.ts'
import { MenuController, menuStyles } from '../../src/primitives/menu.ts'
import { emptyPanel, errorPanel, panelStyles } from '../../src/primitives/panels.ts'
import { PopoverController, popoverStyles } from '../../src/primitives/popover.ts'
import { skeleton, skeletonStyles } from '../../src/primitives/skeleton.ts'
import { tabs, tabStyles } from '../../src/primitives/tabs.ts'
import { tag, tagStyles } from '../../src/primitives/tag.ts'

const COLORS = 'gray red orange amber green teal blue indigo purple pink'.split(' ')

/** Every primitive in every state, in one shadow root as an element has them. */
export class PrimitivesGallery extends CrmElement {
  static override styles = [
    ...sharedStyles,
    controlStyles,
    menuStyles,
    popoverStyles,
    dialogStyles,
    tabStyles,
    avatarStyles,
    ...tagStyles,
    skeletonStyles,
    panelStyles,
    css`
      [part='base'] {
        display: grid;
        gap: 20px;
        padding: 24px;
        background: var(--_surface);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
        align-items: center;
      }
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
        gap: 16px;
      }
      .field {
        display: grid;
        align-content: start;
        gap: 5px;
      }
      .card {
        border: 1px solid var(--_border);
        border-radius: 8px;
        background: var(--_raised);
      }
    `,
  ]
  static override properties = {
    ...CrmElement.properties,
    tab: { state: true },
    view: { state: true },
    chosen: { state: true },
  }
  declare tab: string
  declare view: string
  declare chosen: string

  readonly menu = new MenuController(this)
  readonly filters = new PopoverController(this, { selector: '#filters' })
  mayClose = true
  readonly dialog = new DialogController(this, {
    selector: '#dialog',
    mayClose: () => this.mayClose,
  })
  readonly drawer = new DialogController(this, { selector: '#drawer' })

  constructor() {
    super()
    this.tab = 'overview'
    this.view = 'list'
    this.chosen = ''
  }

  say(text: string): void {
    this.announce(text)
  }

  protected override render(): TemplateResult {
    return html`<div part="base">
      <div class="row">
        <button type="button" class="button primary">${icon('plus')} New contact</button>
        <button type="button" class="button">Export</button>
        <button type="button" class="button ghost">${icon('filter')} Filter</button>
        <button type="button" class="button danger">Delete</button>
        <button type="button" class="button primary danger">Delete 3 contacts</button>
        <button type="button" class="button" disabled>Disabled</button>
        <button
          type="button"
          class="button icon-only ghost"
          id="more"
          aria-label="More actions"
          aria-haspopup="menu"
          aria-expanded="false"
          @click=${this.#openMenu}
        >
          ${icon('more')}
        </button>
        <button type="button" class="button small">Small</button>
        <button
          type="button"
          class="button"
          id="open-filters"
          aria-haspopup="dialog"
          aria-expanded="false"
          @click=${(event: Event) => this.filters.toggle(event.currentTarget as HTMLElement)}
        >
          Filters ${icon('chevron-down')}
        </button>
        <button type="button" class="button" id="open-dialog" @click=${() => this.dialog.open()}>
          Dialog
        </button>
        <button type="button" class="button" id="open-drawer" @click=${() => this.drawer.open()}>
          Drawer
        </button>
        ${tabs({
          tabs: [
            { id: 'list', label: 'List' },
            { id: 'board', label: 'Board' },
            { id: 'chart', label: 'Chart' },
          ],
          selected: this.view,
          label: 'Layout',
          look: 'segments',
          onSelect: (id) => (this.view = id),
        })}
      </div>
      ${tabs({
        tabs: [
          { id: 'overview', label: 'Overview' },
          { id: 'deals', label: 'Deals', count: 4 },
          { id: 'history', label: 'History' },
        ],
        selected: this.tab,
        label: 'Contact',
        onSelect: (id) => (this.tab = id),
      })}
      <div id="panel-${this.tab}" role="tabpanel" aria-labelledby="tab-${this.tab}" tabindex="0">
        <div class="columns">
          <div class="field">
            <label class="label" for="name">Name</label>
            <input class="input" id="name" .value=${'Ada Lovelace'} />
          </div>
          <div class="field">
            <label class="label" for="email">E-mail</label>
            <input
              class="input"
              id="email"
              placeholder="name@example.com"
              aria-invalid="true"
              aria-describedby="email-error"
            />
            <span class="error-text" id="email-error">Enter an e-mail address.</span>
          </div>
          <div class="field">
            <label class="label" for="status">Status</label>
            <select class="input" id="status">
              <option>Lead</option>
              <option>Customer</option>
            </select>
          </div>
          <div class="field">
            <label class="label" for="about">About</label>
            <textarea class="input" id="about">Wrote the first program.</textarea>
          </div>
          <div class="field">
            <label class="label" for="readonly">Id</label>
            <input class="input" id="readonly" readonly .value=${'4711'} />
            <span class="hint">Given by the engine.</span>
          </div>
        </div>
      </div>
      <div class="row">
        <label class="row"><input type="checkbox" class="check" checked /> Newsletter</label>
        <label class="row"><input type="checkbox" class="check" /> Calls</label>
        <label class="row"
          ><input type="checkbox" class="check" .indeterminate=${true} /> Some</label
        >
        <label class="row"><input type="radio" name="r" class="check" checked /> One</label>
        <label class="row"><input type="radio" name="r" class="check" /> Other</label>
        <label class="row"
          ><input type="checkbox" role="switch" class="switch" checked /> Live</label
        >
        <label class="row"><input type="checkbox" role="switch" class="switch" /> Off</label>
        <kbd>Ctrl K</kbd>
      </div>
      <div class="row">
        ${COLORS.map((color) => tag(color, { color }))}
        ${tag('Customer', { color: 'green', dot: true })}
        ${tag('VIP', { color: 'purple', onRemove: () => undefined, removeLabel: 'Remove VIP' })}
      </div>
      <div class="row">
        ${['Ada Lovelace', 'Grace Hopper', 'Søren Kierkegaard', '王小明', 'Björk'].map((name) => avatar(name))}
        ${avatar('Acme Corp', { shape: 'square', size: 'large' })}
        ${avatar('Ada', { size: 'small' })}
      </div>
      <div class="row">${iconNames.map((name) => icon(name))}</div>
      <div class="columns">
        <div class="card">
          ${emptyPanel({
            title: 'No contacts yet',
            text: 'Import a file, or add the first one by hand.',
            icon: 'person',
            action: html`<button type="button" class="button primary">
              ${icon('plus')} New contact
            </button>`,
          })}
        </div>
        <div class="card">
          ${errorPanel(
            {
              code: 'INTERNAL',
              status: 500,
              message: '',
              requestId: '01a1f84b-e5e4-70f8',
              retryable: true,
              source: 'list',
            },
            { localizer: this.localizer, onRetry: () => undefined },
          )}
        </div>
        <div class="card">${skeleton(7)}</div>
      </div>
      <div class="popover" popover="auto" id="filters" role="dialog" aria-label="Filters">
        <div class="field">
          <label class="label" for="filter">Status is</label>
          <input class="input" id="filter" />
        </div>
      </div>
      <dialog class="dialog" id="dialog" aria-labelledby="dialog-title">
        <header class="dialog-header"><h2 id="dialog-title">Delete 3 contacts?</h2></header>
        <div class="dialog-body">
          You can bring them back from the list of deleted contacts for 30 days.
        </div>
        <footer class="dialog-footer">
          <button type="button" class="button" @click=${() => this.dialog.requestClose()}>
            Cancel
          </button>
          <button
            type="button"
            class="button primary danger"
            @click=${() => this.dialog.close('delete')}
          >
            Delete
          </button>
        </footer>
      </dialog>
      <dialog class="dialog drawer" id="drawer" aria-labelledby="drawer-title">
        <header class="dialog-header">
          <h2 id="drawer-title">Ada Lovelace</h2>
          <button
            type="button"
            class="button icon-only ghost"
            aria-label="Close"
            @click=${() => this.drawer.close()}
          >
            ${icon('close')}
          </button>
        </header>
        <div class="dialog-body">
          <input class="input" aria-label="Title" .value=${'Analyst'} />
        </div>
      </dialog>
      ${this.menu.render()}
    </div>`
  }

  readonly #openMenu = (event: Event): void => {
    this.menu.toggle(event.currentTarget as HTMLElement, {
      label: 'Actions',
      items: [
        { id: 'edit', label: 'Edit', icon: 'edit', hint: 'E' },
        { id: 'copy', label: 'Copy link', icon: 'link' },
        { id: 'merge', label: 'Merge', icon: 'board', disabled: true },
        { id: 'compact', label: 'Compact rows', checked: true, separated: true },
        { id: 'delete', label: 'Delete', icon: 'trash', danger: true, separated: true },
      ],
      onSelect: (id) => (this.chosen = id),
    })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'primitives-gallery': PrimitivesGallery
  }
}
