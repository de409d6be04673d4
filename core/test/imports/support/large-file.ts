/** Contacts with companies and tags, some rows repeated, some refused: what a killed import must still count exactly. */
export function* largeFile(rows: number): Iterable<string> {
  yield 'email,first name,last name,company,tags,emails[other],phone,birthday\n'
  for (let n = 0; n < rows; n++) {
    const person = n % 7 === 6 ? n - 3 : n
    const email = n % 101 === 100 ? 'no address' : `person${person}@x.com`
    yield `${email},First${n},Last${n},Company ${n % 500},Tag ${n % 20},other${person}@x.com,504-621-${String(n % 10_000).padStart(4, '0')},1980-01-02\n`
  }
}
