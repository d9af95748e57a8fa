/** The word mark: two inks crossing on a loom. Its name is the same in every language. */
const NAME = 'Inkloom';

export function Logo() {
  return (
    <span class="app-logo">
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="var(--accent)" />
        <g fill="none" stroke="var(--accent-text)" stroke-width="2.6" stroke-linecap="round">
          <path d="M8 10.500c6 0 10 11 16 11" />
          <path d="M8 21.500c6 0 10-11 16-11" opacity=".6" />
        </g>
        <g fill="var(--accent-text)">
          <circle cx="8" cy="10.500" r="2.700" />
          <circle cx="8" cy="21.500" r="2.700" />
          <circle cx="24" cy="10.500" r="2.700" />
          <circle cx="24" cy="21.500" r="2.700" />
        </g>
      </svg>
      <span class="app-logo-word">{NAME}</span>
    </span>
  );
}
