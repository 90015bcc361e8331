//! "Did you mean".

use alloc::string::String;
use alloc::vec::Vec;

/// Returns the word that was probably meant: one that differs in capitals, spaces and signs only, or else in the fewest
/// letters, at most two, and fewer than half of them.
pub(super) fn nearest<'a>(word: &str, words: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let letters =
        |word: &str| -> String { word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let meant = letters(word);
    if let Some(equal) = words.clone().find(|other| !meant.is_empty() && letters(other) == meant) {
        return Some(equal);
    }
    let most = 2.min((word.chars().count().saturating_sub(1)) / 2);
    let near = words.map(|other| (distance(word, other, most), other)).filter(|(distance, _)| *distance <= most);
    near.min_by_key(|(distance, _)| *distance).map(|(_, other)| other)
}

/// How many letters are to be inserted, removed or replaced to make one word of the other; `most` + 1 if their lengths
/// say that it is more than `most`.
fn distance(one: &str, other: &str, most: usize) -> usize {
    let other: Vec<char> = other.chars().collect();
    if one.chars().count().abs_diff(other.len()) > most {
        return most + 1;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = core::mem::replace(&mut row[0], line + 1);
        for (place, found) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(*found != letter);
            diagonal = row[place + 1];
            row[place + 1] = replaced.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_word_that_was_meant_is_found() {
        let columns = ["fixed_acidity", "pH", "alcohol", "quality", "s1", "s2"];
        let table = [
            ("Fixed Acidity", Some("fixed_acidity")),
            ("ph", Some("pH")),
            ("quallity", Some("quality")),
            ("alchool", Some("alcohol")),
            ("s3", None),
            ("", None),
            ("weight", None),
        ];
        for (word, expected) in table {
            assert_eq!(nearest(word, columns.into_iter()), expected, "{word}");
        }
    }
}
