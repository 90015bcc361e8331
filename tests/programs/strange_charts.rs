//! Charts of strange numbers, texts and paths: each is a picture or an error, and nothing else is left behind.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use staticnn::chart::Error;
use staticnn::prelude::*;

const STRANGE: [f64; 17] = [
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::MAX,
    f64::MIN,
    1e308,
    -1e308,
    9e299,
    -9e299,
    f64::MIN_POSITIVE,
    -f64::MIN_POSITIVE,
    5e-324,
    0.0,
    -0.0,
    1.0,
    1.0 + f64::EPSILON,
    -3.0,
];

/// An empty directory for one test.
fn directory(test: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("strange_charts").join(test);
    if directory.exists() {
        fs::remove_dir_all(&directory).unwrap();
    }
    fs::create_dir_all(&directory).unwrap();
    directory
}

/// What is in a directory, sorted.
fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Saves a chart, checks that it is either a whole picture or an error without a file, and returns which.
fn is_drawn(chart: &Chart, directory: &Path, name: &str) -> bool {
    let path = directory.join(name);
    let result = chart.save(&path);
    let left = names(directory);
    let Err(error) = result else {
        assert_eq!(left, [name], "{chart:?}");
        if name.ends_with("png") {
            image::open(&path).unwrap();
        } else {
            assert_well_formed(&fs::read_to_string(&path).unwrap());
        }
        fs::remove_file(path).unwrap();
        return true;
    };
    assert!(left.is_empty(), "{error} leaves {left:?}");
    assert!(!matches!(error, Error::Write { .. }), "{error}");
    false
}

/// Holds a text to XML: its characters, that attributes are in quotes, and that tags are closed in order.
pub fn assert_well_formed(text: &str) {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..) && !c.is_control();
    let strange: Vec<char> = text.chars().filter(|c| *c != '\n' && !allowed(*c)).collect();
    assert!(strange.is_empty(), "{strange:?}");
    let mut open = Vec::new();
    let mut parts = text.split('<');
    assert_eq!(parts.next(), Some(""));
    for part in parts {
        let (tag, content) = part.split_once('>').unwrap();
        let entities = content.split('&').skip(1);
        for entity in entities {
            assert!(["lt;", "gt;", "amp;", "quot;", "apos;"].iter().any(|name| entity.starts_with(name)), "&{entity}");
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "<{tag}>");
        assert!(!tag.contains("NaN") && !tag.contains("inf"), "<{tag}>");
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None if !tag.ends_with('/') => open.push(tag.split_whitespace().next().unwrap()),
            None => {}
        }
    }
    assert!(open.is_empty(), "{open:?} isn't closed");
}

fn history(losses: &[f64]) -> History {
    losses.iter().copied().collect()
}

#[test]
fn no_numbers_make_a_chart_panic_or_leave_a_draft() {
    let directory = directory("numbers");
    let (mut drawn, mut refused) = (0, 0);
    for (number, a) in STRANGE.into_iter().enumerate() {
        for (other, b) in STRANGE.into_iter().enumerate() {
            let lines = Chart::new("").line("a", [(a, b), (0.5, 0.5), (b, a)]).points("b", [(b, b)]);
            // A fifth of the pairs for the kinds that build on those below.
            let further = [
                lines.clone().log_x(),
                lines.clone().log_y().mark("mark", b),
                Chart::new("").parity("p", [(a, b), (1.0, 2.0)]),
                Chart::new("").residuals("r", [(a, b), (b, b)]),
                Chart::new("").roc("r", [(a, b), (b, a)]),
                Chart::new("").schedule("s", [a, b, 1.0].iter().enumerate()),
            ];
            let further = further.into_iter().filter(|_| (number + 2 * other).is_multiple_of(5));
            let charts = [
                Chart::new("").curve("", &history(&[a, b])),
                lines.clone(),
                Chart::new("").points("", [(a, b)]),
                Chart::new("").colored("value", [(a, b, a), (b, a, b)]),
                Chart::new("").line("", [(0.0, 1.0)]).colored("value", [(a, a, b)]),
                lines.clone().regions(a..=b, 0.0..=1.0, |_, _| 0),
                lines.clone().regions(0.0..=1.0, a..=b, |x, _| if x.is_nan() { usize::MAX } else { 7 }),
                lines.regions(-1e-289..=1e-289, -1.0..=1.0, |_, _| usize::MAX).curve("", &history(&[a, b])),
            ];
            for chart in charts.into_iter().chain(further) {
                let is_drawn = |name| is_drawn(&chart.clone().size(240, 240), &directory, name);
                if is_drawn("chart.svg") {
                    drawn += 1
                } else {
                    refused += 1
                }
                if number == (other + 1) % STRANGE.len() {
                    is_drawn("chart.png");
                }
            }
        }
    }
    assert!(drawn > 1000 && refused > 500, "{drawn} are drawn, {refused} refused");
}

#[test]
fn no_size_makes_a_chart_panic() {
    let directory = directory("sizes");
    let ends = [(-1e9, 1e-9), (1e9, 123_456.7)];
    let chart = Chart::new("A title").axes("one axis", "another").line("a", ends).points("b", ends);
    let chart = chart.colored("value", [(0.0, 0.0, -1e-9), (1.0, 1.0, 1e-9)]);
    let sides = [0, 1, 239, 240, 241, 999, 3839, 3840, 3841, u32::MAX];
    for width in sides {
        for height in sides {
            let allowed = |side| (240..=3840).contains(&side);
            let drawn = is_drawn(&chart.clone().size(width, height), &directory, "chart.svg");
            assert_eq!(drawn, allowed(width) && allowed(height), "{width} x {height}");
        }
    }
    assert!(is_drawn(&chart.size(240, 240), &directory, "chart.png"));
}

#[test]
fn ranges_that_cannot_be_an_axis_are_named_and_the_function_is_not_called() {
    for (x, y, axis, range) in [
        ((f64::NAN, 1.0), (0.0, 1.0), "x", "NaN to 1.0"),
        ((0.0, f64::INFINITY), (0.0, 1.0), "x", "0.0 to inf"),
        ((0.0, 1.0), (-1e308, 1e308), "y", "-1e308 to 1e308"),
        ((0.0, 1.0), (2.0, 2.0), "y", "2.0 to 2.0"),
        ((0.0, 1.0), (1e9, 1e9 + 1.0), "y", "1000000000.0 to 1000000001.0"),
        ((0.0, 5e-324), (0.0, 1.0), "x", "0.0 to 5e-324"),
    ] {
        let function = |_, _| -> usize { panic!("called for {x:?} and {y:?}") };
        let chart = Chart::new("").regions(x.0..=x.1, y.0..=y.1, function).points("", [(0.5, 0.5)]);
        let error = chart.save("never.svg").unwrap_err();
        assert!(matches!(error, Error::Range { axis: named, .. } if named == axis), "{error}");
        let text = error.to_string();
        assert!(text.contains(&format!("the {axis} range {range}: write two finite ends")), "{text}");
    }
}

#[test]
fn a_range_from_high_to_low_is_drawn_as_the_range_from_low_to_high() {
    let directory = directory("reversed");
    let draw = |name: &str, (left, right): (f64, f64), (low, high): (f64, f64)| {
        let below = |x, y| usize::from(x > 2.0 * y);
        let chart = Chart::new("").regions(left..=right, low..=high, below).points("", [(0.5, 0.25)]);
        chart.save(directory.join(name)).unwrap();
        fs::read(directory.join(name)).unwrap()
    };
    let sorted = draw("sorted.svg", (0.0, 3.0), (-1.0, 1.0));
    assert!(sorted == draw("reversed.svg", (3.0, 0.0), (1.0, -1.0)));
}

#[test]
fn a_panic_in_the_function_of_regions_leaves_nothing_behind() {
    let directory = directory("panic");
    let draw = || {
        let chart = Chart::new("").points("", [(0.5, 0.5)]);
        chart.regions(0.0..=1.0, 0.0..=1.0, |_, _| -> usize { panic!("of the test") }).save(directory.join("a.png"))
    };
    assert!(catch_unwind(AssertUnwindSafe(draw)).is_err());
    assert!(names(&directory).is_empty());
}

#[test]
fn texts_of_any_characters_make_well_formed_xml() {
    let directory = directory("characters");
    let all: String = (0..0x3000).chain(0xD700..0x1_0010).filter_map(char::from_u32).collect();
    for name in [&all[..], "\u{0}\u{1b}[31m", "a\nb\tc\r\n", "</text><script>&\"'", "]]>\u{FFFE}\u{FFFF}"] {
        let chart = Chart::new(name).axes(name, name).line(name, [(0.0, 1.0), (1.0, 2.0)]);
        let chart = chart.curve(name, &history(&[1.0, 2.0])).colored(name, [(0.0, 0.0, 0.0), (1.0, 1.0, 1.0)]);
        assert!(is_drawn(&chart, &directory, "chart.svg"));
        assert!(is_drawn(&chart.size(240, 240), &directory, "chart.png"));
    }
    let path = directory.join("lines.svg");
    Chart::new("two\nlines\u{7}").line("", [(0.0, 1.0), (1.0, 2.0)]).save(&path).unwrap();
    assert!(fs::read_to_string(path).unwrap().contains("\ntwo lines\n"));
}

#[test]
#[cfg(unix)]
fn a_link_stays_and_the_file_that_it_leads_to_is_written() {
    use std::os::unix::fs::symlink;

    let directory = directory("links");
    let chart = Chart::new("").curve("", &history(&[1.0, 2.0])).size(240, 240);
    fs::create_dir(directory.join("there")).unwrap();
    fs::write(directory.join("there/old.png"), "old").unwrap();
    for (link, to, file) in [
        ("old.png", "there/old.png", "there/old.png"),
        ("second.png", "old.png", "there/old.png"),
        ("new.svg", "there/new.svg", "there/new.svg"),
        ("made.svg", "made/a.picture", "made/a.picture"),
        ("made_by_two.svg", "made.svg", "made/a.picture"),
    ] {
        symlink(to, directory.join(link)).unwrap();
        chart.save(directory.join(link)).unwrap();
        assert_eq!(fs::read_link(directory.join(link)).unwrap(), Path::new(to));
        assert!(fs::read(directory.join(file)).unwrap().len() > 1000, "{link}");
    }
    assert_eq!(names(&directory.join("there")), ["new.svg", "old.png"]);
    assert_eq!(names(&directory.join("made")), ["a.picture"]);

    symlink("circle.svg", directory.join("circle.svg")).unwrap();
    assert!(matches!(chart.save(directory.join("circle.svg")), Err(Error::Write { .. })));
    let left = ["circle.svg", "made", "made.svg", "made_by_two.svg", "new.svg", "old.png", "second.png", "there"];
    assert_eq!(names(&directory), left);
}

#[test]
fn a_file_where_a_directory_is_needed_is_named() {
    let directory = directory("file");
    fs::write(directory.join("file"), "not a directory").unwrap();
    for below in ["file/loss.png", "file/a/b/loss.svg"] {
        let path = directory.join(below);
        let text = Chart::new("").curve("", &history(&[1.0])).size(240, 240).save(&path).unwrap_err().to_string();
        let file = directory.join("file");
        let expected = format!(
            "the chart `{}` can't be written: `{}` is a file, so it can't be a directory; choose another directory",
            path.display(),
            file.display()
        );
        assert_eq!(text, expected);
    }
    assert_eq!(names(&directory), ["file"]);
}
