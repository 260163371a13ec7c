from datetime import time

from outreach.planning.words import counted, distance_words, duration_words, hour_words, listed, minutes_words, percent_words


def test_durations_distances_and_times_are_said_as_people_say_them() -> None:
    assert [duration_words(minutes) for minutes in (0, 44.6, 60, 200.4, 119.6)] == ["0 min", "45 min", "1 h", "3 h 20", "2 h"]
    assert [minutes_words(minutes) for minutes in (0, 0.2, 1.4, 1.6)] == ["0 minute", "1 minute", "1 minute", "2 minutes"]
    assert [distance_words(metres) for metres in (0, 849.6, 1000, 2445)] == ["0 m", "850 m", "1,0 km", "2,4 km"]
    assert [hour_words(moment) for moment in (time(9), time(14, 5, 59))] == ["9 h", "14 h 05"]
    assert percent_words(0.414) == "41 %"
    assert [counted(number, "entrée", "entrées") for number in (0, 1, 2)] == ["0 entrée", "1 entrée", "2 entrées"]
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a et b", "a, b et c"]
