//! The table of a network's stages.

use core::fmt::{self, Display};

use crate::layer::dimensions::Dimensions;
use crate::layer::stage::Stage;
use crate::layer::stage_path::StagePath;
use crate::width::width;

/// The table of a network's stages, to print: what [`Network::summary`](crate::Network::summary) returns. It has their shapes,
/// formulas, parameters, multiply-adds and bytes; the stages of a network that is a stage follow it.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
///
/// assert_eq!(Regressor::summary().to_string(), "\
/// stage   shape    formula            parameters  multiply-adds  bytes
/// layer1  3 -> 12  y = relu(x W + b)          48             36    192
/// layer2  12 -> 1  y = x W + b                13             12     52
/// all     3 -> 1                              61             48    244
/// ");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Summary {
    network: &'static Stage,
    /// The bytes of one parameter.
    scalar: usize,
}

/// The number of columns: stage, shape, formula, parameters, multiply-adds, bytes.
const COLUMNS: usize = 6;

/// The columns with numbers, which are aligned to the right.
const NUMBERS: usize = 3;

/// One line of the table.
type Row<'a> = [&'a dyn Display; COLUMNS];

impl Summary {
    pub(crate) const fn new(network: &'static Stage, scalar: usize) -> Self {
        Self { network, scalar }
    }

    /// Calls `see` with every line.
    fn each_row(&self, see: &mut dyn FnMut(Row<'_>) -> fmt::Result) -> fmt::Result {
        see([&"stage", &"shape", &"formula", &"parameters", &"multiply-adds", &"bytes"])?;
        self.stages(self.network, &StagePath::NETWORK, see)?;
        self.row(&"all", self.network, see)
    }

    /// Calls `see` with the lines of the stages of a network, and of those in them.
    fn stages(
        &self,
        network: &Stage,
        path: &StagePath<'_>,
        see: &mut dyn FnMut(Row<'_>) -> fmt::Result,
    ) -> fmt::Result {
        for stage in network.stages {
            let path = StagePath::stage(path, stage.name);
            self.row(&path, stage, see)?;
            self.stages(stage, &path, see)?;
        }
        Ok(())
    }

    fn row(&self, name: &dyn Display, stage: &Stage, see: &mut dyn FnMut(Row<'_>) -> fmt::Result) -> fmt::Result {
        let parameters = stage.parameters();
        let (input, output) = (Dimensions(stage.input), Dimensions(stage.output));
        let shape = format_args!("{input} -> {output}");
        see([name, &shape, &stage.formula, &parameters, &stage.total_multiply_adds(), &(parameters * self.scalar)])
    }
}

impl Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = [0; COLUMNS];
        self.each_row(&mut |row| {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = (*widest).max(width(cell)?);
            }
            Ok(())
        })?;
        self.each_row(&mut |row| {
            for (column, (cell, widest)) in row.into_iter().zip(widths).enumerate() {
                let (gap, padding) = (if column > 0 { "  " } else { "" }, widest - width(cell)?);
                match column < COLUMNS - NUMBERS {
                    true => write!(f, "{gap}{cell}{:padding$}", "")?,
                    false => write!(f, "{gap}{:padding$}{cell}", "")?,
                }
            }
            writeln!(f)
        })
    }
}
