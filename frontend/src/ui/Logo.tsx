/** The sign of Cliploop. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg
      className="i acc"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M9 3.5h6A5.5 5.5 0 0 1 20.5 9v6a5.5 5.5 0 0 1-5.5 5.5H9A5.5 5.5 0 0 1 3.5 15V9" />
      <path d="M3.5 9.5 1.2 6.9M3.5 9.5l2.6-2.3" />
      <path d="M10 8.7v6.6l5.4-3.3z" fill="currentColor" />
    </svg>
  )
}
