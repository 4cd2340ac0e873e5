import unittest

from project.settings import parse_settings


class SettingsTest(unittest.TestCase):
    def test_maps_in_maps_and_comments(self):
        text = "# first\na:\n  b: 1 # one\n  c:\n    d: 0.5\ne: true\n"
        self.assertEqual(parse_settings(text), {"a": {"b": 1, "c": {"d": 0.5}}, "e": True})

    def test_quoted_text_keeps_what_looks_like_something_else(self):
        text = "a: '1'\nb: \"x # y\"\nc: 'it''s'\n"
        self.assertEqual(parse_settings(text), {"a": "1", "b": "x # y", "c": "it's"})

    def test_other_yaml_is_refused(self):
        with self.assertRaisesRegex(ValueError, "line 2"):
            parse_settings("a:\n  - 1\n")


if __name__ == "__main__":
    unittest.main()
