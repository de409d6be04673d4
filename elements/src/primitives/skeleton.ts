import { css, html, type TemplateResult } from 'lit'

/** Grey lines in place of what is loading; they appear after 150 ms, so that a quick answer does not flicker. */
export function skeleton(lines = 3): TemplateResult {
  return html`<div class="skeleton" part="skeleton" aria-hidden="true">
    ${Array.from({ length: lines }, (_, index) => html`<span class="bone w${index % 4}"></span>`)}
  </div>`
}

/** The delay is an animation's: no timer to forget. */
export const skeletonStyles = css`
  .skeleton {
    display: grid;
    gap: 12px;
    padding: 8px 0;
  }
  .bone {
    display: block;
    height: 10px;
    border-radius: 5px;
    background: linear-gradient(
      90deg,
      var(--_pressed) 25%,
      color-mix(in oklab, var(--_text) 4%, transparent) 50%,
      var(--_pressed) 75%
    );
    background-size: 200% 100%;
    opacity: 0;
    animation:
      bone-in 1ms 150ms forwards,
      bone-shine 1.6s 150ms linear infinite;
  }
  .bone.w0 {
    width: 92%;
  }
  .bone.w1 {
    width: 68%;
  }
  .bone.w2 {
    width: 80%;
  }
  .bone.w3 {
    width: 45%;
  }
  @keyframes bone-in {
    to {
      opacity: 1;
    }
  }
  @keyframes bone-shine {
    from {
      background-position: 200% 0;
    }
    to {
      background-position: 0 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .bone {
      animation: bone-in 1ms 150ms forwards;
    }
  }
  @media (forced-colors: active) {
    .bone {
      border: 1px solid GrayText;
    }
  }
`
