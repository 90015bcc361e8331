//! Without the feature `plot`.

use staticnn::prelude::*;

fn a_chart_is_drawn(history: &History) -> Result<(), Box<dyn std::error::Error>> {
    Ok(Chart::new("Losses").curve("training", history).save("loss.png")?)
}

fn a_history_is_drawn(history: &History) -> Result<(), Box<dyn std::error::Error>> {
    Ok(history.plot("loss.png")?)
}

fn main() {}
