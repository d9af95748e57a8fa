/**
 * A progress bar.
 * @param value 0 to 1. Undefined: the progress is not known, and the bar only shows that work goes on.
 */
export function Progress({ value, label }: { readonly value: number | undefined; readonly label: string }) {
  const percent = value === undefined ? undefined : Math.round(Math.max(0, Math.min(1, value)) * 100);
  return (
    <div
      class={`pn-progress${percent === undefined ? ' pn-progress-unknown' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === undefined ? {} : { 'aria-valuenow': percent })}
    >
      <span style={{ width: percent === undefined ? '30%' : `${percent}%` }} />
    </div>
  );
}
