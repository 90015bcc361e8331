//! CSV files as people have them: what is read, and what is refused with file, line and column.

use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;

use rand::RngExt;
use staticnn::class::Names;
use staticnn::dataset::Dataset;
use staticnn::dataset::csv::{Csv, Error, Refusal};
use staticnn::prelude::*;

/// A file with these bytes.
fn file(name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("tables");
    fs::create_dir_all(&directory).unwrap();
    let path = directory.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// Reads `a` and `b`.
fn a_and_b(csv: Csv) -> Result<Vec<[f64; 2]>, Error> {
    csv.inputs(["a", "b"]).rows()
}

/// What is said of a text in which `a` and `b` can't be read.
fn refused(text: &str) -> String {
    a_and_b(Csv::from_text(text)).unwrap_err().to_string()
}

#[test]
fn columns_come_in_the_order_that_was_asked_for() {
    let path = file("order.csv", "a, b, c\n1,2,x\n 3 ,-4.5e1,\n");
    assert_eq!(Csv::open(path).unwrap().inputs(["b", "a"]).rows::<f64>().unwrap(), [[2.0, 1.0], [-45.0, 3.0]]);
}

#[test]
fn numbers_are_rounded_once() {
    // Halfway between two f32 but for its last digit, which an f64 loses.
    let text = "1.00000005960464477539062500000001";
    let rounded = Csv::from_text(format!("a\n{text}\n")).inputs(["a"]).rows::<f32>().unwrap();
    assert_eq!(rounded, [[text.parse::<f32>().unwrap()]]);
    assert!(rounded[0][0] != text.parse::<f64>().unwrap() as f32);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_name() {
    assert_eq!(a_and_b(Csv::from_text("\u{feff}a,b\n1,2\n")).unwrap(), [[1.0, 2.0]]);
    let text = "\u{feff}\"a\",b\n1,2\nx,2\n";
    assert_eq!(refused(text), "text, line 3, column `a`: `x` isn't a number");
}

#[test]
fn lines_are_counted_alike_whatever_ends_them() {
    for end in ["\n", "\r\n", "\r"] {
        for (blank, line) in [("", 3), (end, 4)] {
            let text = format!("a,b{end}1,2{end}{blank}3,x{end}");
            assert_eq!(refused(&text), format!("text, line {line}, column `b`: `x` isn't a number"));
            let text = format!("a,b{end}1,2{end}{blank}3{end}");
            assert_eq!(refused(&text), format!("text, line {line}: 1 cells, but the first line has 2"));
        }
    }
}

#[test]
fn a_line_break_between_quotes_is_counted() {
    let text = "a,note,b\n1,\"two\nlines\",2\n3,\"one, and \"\"more\"\"\",4\n5,,x\n";
    assert_eq!(refused(text), "text, line 5, column `b`: `x` isn't a number");
    assert_eq!(a_and_b(Csv::from_text(text.replace('x', "6"))).unwrap(), [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    assert_eq!(refused("a,b\n1,\"2\n3\"\n"), r"text, line 2, column `b`: `2\n3` isn't a number");
    assert_eq!(refused("a,b\n1,2\n\"3,4\n5,6\n"), "text, line 3: 1 cells, but the first line has 2");
}

#[test]
fn a_column_that_is_missing_is_named_with_those_that_are_there() {
    assert_eq!(refused("a,c\n1,2\n"), "text: no column `b` in the header line, which has a, c");
    let columns = (0..65).map(|index| format!("p{index:02}")).collect::<Vec<_>>().join(",");
    let error = Csv::from_text(columns).inputs(["P 7"]).rows::<f32>().unwrap_err().to_string();
    assert!(error.ends_with("p18, p19 and 45 more"), "{error}");
    let meant =
        |name| Csv::from_text("fixed_acidity,quality\n1,2\n").inputs([name]).rows::<f32>().unwrap_err().to_string();
    assert!(meant("Fixed acidity").ends_with("; did you mean `fixed_acidity`?"), "{}", meant("Fixed acidity"));
    assert!(meant("qualtiy").ends_with("; did you mean `quality`?"), "{}", meant("qualtiy"));
    assert_eq!(
        refused("1,2\n3,4\n"),
        "text: no column `a` in the header line, which has 1, 2; if that is a row of data, call `.no_header()`"
    );
    assert_eq!(
        refused("a,b,b\n1,2,3\n"),
        "text: two columns are named `b`: choose one by its index, 1 or 2 (counted from 0)"
    );
    let index = Csv::from_text("a,b\n1,2\n").inputs([2]).rows::<f32>().unwrap_err();
    assert_eq!(index.to_string(), "text: no column 2: 2 columns have the indices 0 to 1");
    let rest: Result<Dataset<[f32; 3], _>, _> = Csv::from_text("a,y,b\n1,2,3\n").rest_as_inputs().target("y");
    assert_eq!(rest.unwrap_err().to_string(), "text: 2 columns are left for the inputs, but these have 3 values");
}

#[test]
fn another_separator_is_recognized() {
    for (separator, shown) in [(';', "';'"), ('\t', r"'\t'"), ('|', "'|'")] {
        let text = "a,b\n1,2\n".replace(',', &separator.to_string());
        let line = text.lines().next().unwrap().replace('\t', r"\t");
        let sentence =
            format!("text: the first line has one column, `{line}`: set the separator, `.separator({shown})`");
        assert_eq!(refused(&text), sentence);
        assert_eq!(Csv::from_text(&text).inputs([0, 1]).rows::<f32>().unwrap_err().to_string(), sentence);
        let rest: Result<Dataset<[f32; 1], _>, _> = Csv::from_text(&text).rest_as_inputs().target(0);
        assert_eq!(rest.unwrap_err().to_string(), sentence);
        assert_eq!(a_and_b(Csv::from_text(text).separator(separator)).unwrap(), [[1.0, 2.0]]);
    }
    let comma = a_and_b(Csv::from_text("a,b\n1,2\n").separator(';')).unwrap_err().to_string();
    assert!(comma.ends_with("set the separator, `.separator(',')`"), "{comma}");
    for separator in ['é', '"', '\n'] {
        let error = a_and_b(Csv::from_text("a,b\n1,2\n").separator(separator)).unwrap_err().to_string();
        let end = "but must be an ASCII character that isn't a quote or a line break";
        assert_eq!(error, format!("text: the separator is {separator:?}, {end}"));
    }
}

#[test]
fn a_cell_that_is_no_finite_number_is_named() {
    let say = |cell: &str| {
        let error =
            Csv::from_text(format!("a,b\n1,{cell}\n")).inputs(["a", "b"]).rows::<f32>().unwrap_err().to_string();
        error.strip_prefix("text, line 2, column `b`: ").expect("the place").to_owned()
    };
    assert_eq!(say("tall"), "`tall` isn't a number");
    assert_eq!(say("inf"), "`inf` isn't a finite number");
    assert_eq!(say("\"1,5\""), "`1,5` isn't a number; if it has a decimal comma, call `.decimal_comma()`");
    assert_eq!(say("1e39"), "`1e39` is beyond the range of `f32`; read `f64`, or change the unit");
    for mark in ["NaN", "NA", "?", "-"] {
        let sentence =
            format!("`{mark}` isn't a finite number; if it stands for a missing value, call `.missing([\"{mark}\"])`");
        assert_eq!(say(mark), sentence);
    }
    assert_eq!(say(&"x".repeat(100)), format!("`{}..` isn't a number", "x".repeat(60)));
    let index = Csv::from_text("1,x\n").no_header().inputs([1]).rows::<f32>().unwrap_err();
    assert_eq!(index.to_string(), "text, line 1, column 1 (counted from 0): `x` isn't a number");
}

#[test]
fn missing_values_are_named_or_their_rows_left_out() {
    let csv = Csv::from_text("a,b,c\n1,2,\n,4,5\n6,?,7\n8,9,?\n").missing(["?"]);
    let advice = "the value is missing; correct it, or call `.drop_missing()` to leave such rows out";
    assert_eq!(a_and_b(csv.clone()).unwrap_err().to_string(), format!("text, line 3, column `a`: {advice}"));
    assert_eq!(a_and_b(csv.clone().drop_missing()).unwrap(), [[1.0, 2.0], [8.0, 9.0]]);
    // The last row has no label.
    let (labelled, _) = csv.drop_missing().inputs(["b"]).label::<f32, 1>("c").unwrap();
    assert_eq!(labelled.inputs(), [[4.0]]);
}

#[test]
fn a_file_without_rows_is_refused() {
    for text in ["", "\n\n", "\u{feff}"] {
        assert_eq!(refused(text), "text: it is empty, but must have a header line and at least 1 row");
    }
    assert_eq!(refused("a,b\n"), "text: it has a header line, but no row under it");
    let dropped = a_and_b(Csv::from_text("a,b\n,1\n2,\n").drop_missing()).unwrap_err();
    assert_eq!(dropped.to_string(), "text: no row is left: 2 with missing values are left out");
}

#[test]
fn what_cannot_be_read_is_named() {
    let missing = Csv::open("no/such.csv").unwrap_err();
    assert!(missing.to_string().starts_with("`no/such.csv` can't be read: "), "{missing}");
    let directory = Csv::open(env!("CARGO_TARGET_TMPDIR")).unwrap_err().to_string();
    assert!(directory.ends_with("can't be read: it is a directory; give the path of a file"), "{directory}");
    let latin = Csv::open(file("latin.csv", b"a,b\n1,2\n3,caf\xe9\n")).unwrap_err().to_string();
    assert!(latin.ends_with("latin.csv, line 3: it isn't text in UTF-8: save it in UTF-8"), "{latin}");
    let utf_16: Vec<u8> = "\u{feff}a,b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf_16 = Csv::from_reader(&utf_16[..]).unwrap_err();
    assert_eq!(utf_16.to_string(), "text, line 1: it is text in UTF-16: save it in UTF-8");

    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the line is dead"))
        }
    }
    assert_eq!(Csv::from_reader(Broken).unwrap_err().to_string(), "`text` can't be read: the line is dead");
}

#[test]
fn files_without_a_header_have_their_first_row_read() {
    let csv = Csv::from_text("1,2\n3,4\n").no_header();
    assert_eq!(csv.clone().inputs([1, 0]).rows::<f32>().unwrap(), [[2.0, 1.0], [4.0, 3.0]]);
    let rest: Dataset<[f32; 1], _> = csv.clone().rest_as_inputs().target(0).unwrap();
    assert_eq!((rest.inputs(), rest.targets()), (&[[2.0], [4.0]][..], &[[1.0], [3.0]][..]));
    assert_eq!(
        a_and_b(csv.clone()).unwrap_err().to_string(),
        "text: no header line was to be read, so `a` isn't known: choose columns by index"
    );
    assert_eq!(csv.columns().unwrap_err().to_string(), "text: no header line was to be read, so columns have no names");
}

#[test]
fn labels_are_named() {
    let csv = Csv::from_text("x,animal\n1,dog\n2,cat\n3, dog \n");
    let (data, names) = csv.clone().inputs(["x"]).label::<f32, 2>("animal").unwrap();
    assert_eq!(names, Names::new(["cat", "dog"]).unwrap());
    assert_eq!(data.targets().iter().map(|class| class.index()).collect::<Vec<_>>(), [1, 0, 1]);
    let error = csv.clone().inputs(["x"]).label::<f32, 3>("animal").unwrap_err();
    assert_eq!(error.to_string(), "text, column `animal`: 2 different labels, but 3 classes: cat, dog");
    let animals = Names::new(["Dog", "cow"]).unwrap();
    let error = csv.clone().inputs(["x"]).label_named::<f32, 2>("animal", &animals).unwrap_err();
    assert_eq!(
        error.to_string(),
        "text, line 2, column `animal`: no label is `dog`: they are Dog, cow; did you mean `Dog`?"
    );
    let missing = Csv::from_text("x,animal\n1,\n").inputs(["x"]).label::<f32, 1>("animal").unwrap_err();
    assert!(matches!(missing, Error::Refused { refusal, .. } if *refusal == Refusal::Missing));
}

#[test]
fn labels_are_whole_numbers() {
    let labels = |cell: &str| Csv::from_text(format!("x,y\n1,{cell}\n")).inputs(["x"]).label_number::<f32, 10>("y");
    for cell in ["9", "9.0", "9e0"] {
        assert_eq!(labels(cell).unwrap().targets()[0].index(), 9);
    }
    for cell in ["10", "-1", "2.5", "NaN", "1e300", "cat"] {
        assert_eq!(
            labels(cell).unwrap_err().to_string(),
            format!("text, line 2, column `y`: `{cell}` isn't a label: 10 classes have the whole numbers 0 to 9")
        );
    }
}

#[test]
fn damaged_files_are_read_or_refused() {
    let text = b"\xef\xbb\xbfa,b,kind\r\n1,\"2\",x\r\n3,4.5e-1,\"y\nz\"\n\n5,,x\n";
    let read = |bytes: &[u8]| {
        for separator in [',', ';'] {
            let Ok(csv) = Csv::from_reader(bytes) else { return };
            let csv = csv.separator(separator).missing(["?"]);
            let _ = a_and_b(csv.clone());
            let _ = csv.clone().drop_missing().inputs(["a"]).label::<f32, 2>("kind");
            let _ = csv.no_header().inputs([0]).targets::<f64, _, 2>([1, 0]);
        }
    };
    for end in 0..text.len() {
        read(&text[..end]);
    }
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    for _ in 0..2_000 {
        let mut bytes = text.to_vec();
        for _ in 0..rng.random_range(1..4) {
            let at = rng.random_range(0..bytes.len());
            let signs = b"\",\n\r;\xff0?\xef";
            bytes[at] = if rng.random() { rng.random() } else { signs[rng.random_range(0..signs.len())] };
        }
        read(&bytes);
    }
}

#[test]
fn the_committed_data_are_whole() {
    let open = |name| Csv::open(format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/{}"), name)).unwrap();
    let patients: Dataset<[f64; 10], _> = open("diabetes.csv").rest_as_inputs().target("progression").unwrap();
    assert_eq!((patients.len(), patients.inputs()[0][0], patients.targets()[0]), (442, 59.0, [151.0]));
    let wines: Dataset<[f32; 11], _> = open("winequality_red.csv").rest_as_inputs().target("quality").unwrap();
    assert_eq!((wines.len(), wines.inputs()[0][10], wines.targets()[0]), (1599, 9.4, [5.0]));
    let digits: Dataset<[f32; 64], Class<10>> = open("digits8x8.csv").rest_as_inputs().label_number("digit").unwrap();
    assert_eq!((digits.len(), digits.inputs()[0][2], digits.targets()[1].index()), (1797, 5.0, 1));
    let flowers: Dataset<[f32; 4], Class<3>> = open("iris.csv").rest_as_inputs().label_number("species").unwrap();
    assert_eq!(flowers.len(), 150);
}
