/** What is used of geoip-lite, which has no types. */
declare module 'geoip-lite' {
  const geoip: { lookup(address: string): { readonly country: string } | null };
  export default geoip;
}
