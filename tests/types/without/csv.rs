//! Without the feature `csv`.

use staticnn::dataset::Dataset;
use staticnn::dataset::csv::Csv;

fn a_file_is_opened() -> Result<Dataset<[f32; 2], [f32; 1]>, Box<dyn std::error::Error>> {
    Ok(Csv::open("wine.csv")?.inputs(["pH", "alcohol"]).target("quality")?)
}

fn a_text_is_read() -> Result<Dataset<[f32; 1], [f32; 1]>, Box<dyn std::error::Error>> {
    Ok(Csv::from_text("x,y\n1,2\n").separator(';').inputs(["x"]).target::<f32>("y")?)
}

fn main() {}
