/** Tables with what engines tend to disagree on: NULL, empty texts, NaN, accents, moments before 1970, leap days, microseconds. */
export const tables: Readonly<Record<string, string>> = {
  people: `select * from (values
    (1, 'Ann', 'Bern', date '1990-02-28', timestamp '2020-01-31 23:59:59.999999', 2.5::double, 10.25::decimal(10,2), 12::bigint, 3::tinyint, true, ['a', 'b', null], [3, 1, null], {'street': 'Main', 'number': 7}, map {'a': 1, 'b': 2}, '12'),
    (2, 'Zoë', 'Köln', date '1969-12-31', timestamp '1969-12-31 23:59:59.000001', 'nan'::double, -0.05::decimal(10,2), 0::bigint, -4::tinyint, false, ['b'], [5], {'street': null, 'number': 0}, map {'b': -1}, '-34'),
    (3, '', 'Bern', date '2000-02-29', timestamp '2021-06-01 12:00:00', 3.5::double, 99999999.99::decimal(10,2), null, null, null, [], [], null, null, 'a1b22,c-3 12-34'),
    (4, null, null, null, null, null, null, 5::bigint, 1::tinyint, true, null, null, {'street': 'Ünter', 'number': null}, map {'a': 5}, ' 1e3 '),
    (5, 'Anna-Lena 🇨🇭', 'Köln', date '2024-12-30', timestamp '2020-02-15 00:00:00.5', -2.5::double, 0.00::decimal(10,2), 17::bigint, 5::tinyint, false, ['x', 'b', 'a', 'b'], [2, 2, -9], {'street': 'Main', 'number': 8}, map {}, '100%,\\x, Abc'),
    (6, 'an', 'Bern', date '1990-02-28', timestamp '2020-02-01 00:00:00', 'infinity'::double, 2.35::decimal(10,2), 12::bigint, 127::tinyint, true, ['é', 'e'], [7, null, 7], {'street': '', 'number': -1}, map {'none': 0}, '2024-02-29'),
    (7, 'Li', null, date '0999-01-01', timestamp '1582-10-10 10:10:10.123', 0::double, -2.35::decimal(10,2), 9223372036854775807, (-128)::tinyint, null, [null], [null], null, null, null)
  ) as p(id, name, city, born, joined, score, balance, visits, small, active, tags, marks, home, prefs, raw)`,
  orders: `select * from (values
    (100, 1, 12.500::decimal(12,3), timestamp '2020-02-01 10:00:00', 'book', 2),
    (101, 1, 0.001::decimal(12,3), timestamp '2020-03-01 10:00:00', 'Köln', 1),
    (102, 3, null, null, null, 5),
    (103, 9, -7.250::decimal(12,3), timestamp '2019-12-31 00:00:00', 'pen', null)
  ) as o(order_id, person_id, amount, placed, item, quantity)`,
}
