import unittest

from project.series import cut_windows, read_station


class SeriesTest(unittest.TestCase):
    def test_windows_overlap_and_keep_order(self):
        self.assertEqual(cut_windows([1, 2, 3, 4], 2), [([1, 2], 3), ([2, 3], 4)])

    def test_a_station_has_as_many_dates_as_temperatures(self):
        dates, temperatures = read_station("harbour")
        self.assertEqual(len(dates), len(temperatures))
        self.assertEqual(dates, sorted(dates))


if __name__ == "__main__":
    unittest.main()
