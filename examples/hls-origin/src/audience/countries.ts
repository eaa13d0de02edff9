/**
 * Where the demo's viewers are: for each country one network of 256 public addresses that the free country data places
 * there (a test looks every one of them up). They are only ever written into X-Forwarded-For on the way to our own
 * origin; nothing is sent to them. The weights draw a world in which a map has something to tell.
 */
export interface ViewerCountry {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  /** First three bytes of an IPv4 network. */
  readonly network: string;
  /** How many viewers come from here, against the other countries. */
  readonly weight: number;
}

export const VIEWER_COUNTRIES: readonly ViewerCountry[] = [
  // Europe
  { code: 'DE', network: '85.214.132', weight: 12 },
  { code: 'FR', network: '90.84.10', weight: 8 },
  { code: 'GB', network: '81.2.69', weight: 8 },
  { code: 'ES', network: '80.58.61', weight: 5 },
  { code: 'IT', network: '79.10.20', weight: 5 },
  { code: 'NL', network: '145.100.10', weight: 3 },
  { code: 'PL', network: '83.0.10', weight: 3 },
  { code: 'SE', network: '81.224.10', weight: 2 },
  { code: 'UA', network: '178.150.10', weight: 2 },
  { code: 'TR', network: '88.224.10', weight: 3 },
  { code: 'GR', network: '79.128.10', weight: 1 },
  // North and Central America
  { code: 'US', network: '73.162.10', weight: 14 },
  { code: 'CA', network: '99.224.10', weight: 4 },
  { code: 'MX', network: '189.144.10', weight: 4 },
  // South America
  { code: 'BR', network: '177.32.10', weight: 9 },
  { code: 'AR', network: '190.16.10', weight: 3 },
  { code: 'CL', network: '190.160.10', weight: 2 },
  { code: 'CO', network: '190.24.10', weight: 2 },
  // Africa
  { code: 'ZA', network: '105.224.10', weight: 3 },
  { code: 'NG', network: '105.112.10', weight: 4 },
  { code: 'EG', network: '41.32.10', weight: 3 },
  { code: 'KE', network: '105.160.10', weight: 2 },
  { code: 'MA', network: '105.128.10', weight: 1 },
  // Asia
  { code: 'IN', network: '117.192.10', weight: 9 },
  { code: 'JP', network: '126.10.10', weight: 7 },
  { code: 'KR', network: '121.128.10', weight: 4 },
  { code: 'ID', network: '36.64.10', weight: 4 },
  { code: 'VN', network: '14.160.10', weight: 2 },
  { code: 'SA', network: '188.48.10', weight: 2 },
  // Oceania
  { code: 'AU', network: '1.128.10', weight: 3 },
  { code: 'NZ', network: '122.56.10', weight: 1 },
];
