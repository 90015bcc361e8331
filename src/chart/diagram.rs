//! A network as a drawing: its stages.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::path::Path;

use crate::chart::errors::Error;
use crate::chart::file;
use crate::chart::text::printable;
use crate::layer::Layer;
use crate::layer::dimensions::{Dimensions, product};
use crate::layer::stage::Stage;

/// The room for a column, in pixels as seen: a diagram of many stages is wider.
const COLUMN: u32 = 120;

/// A network as a drawing, from its input at the left to its output at the right: a column for each stage with its
/// units, its name, its shape, its activation and its parameters. Wide stages show some of their units. The stages of a
/// network that is a stage stand on a grey ground with its name.
///
/// ```
/// use staticnn::chart::Diagram;
/// use staticnn::prelude::*;
///
/// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
///
/// let path = std::env::temp_dir().join("staticnn-diagram.svg");
/// Diagram::of::<Regressor>().save(&path)?;
/// let text = std::fs::read_to_string(&path).unwrap();
/// assert!(text.contains("12 relu") && text.contains("48 parameters"));
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), staticnn::chart::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Diagram {
    pub(super) title: String,
    pub(super) columns: Vec<Column>,
    /// The networks that are stages, with their first and their last column.
    pub(super) groups: Vec<(String, usize, usize)>,
    size: Option<(u32, u32)>,
}

/// The values between two stages.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// The number of values.
    pub(super) width: usize,
    /// The name, the shape with the activation, and what is known of the stage's parameters.
    pub(super) texts: [String; 3],
    /// Whether every value depends on every value before.
    pub(super) mixes: bool,
}

impl Diagram {
    /// Describes a network, or another layer, by its type.
    #[must_use]
    pub fn of<L: Layer>() -> Self {
        let stage = const { &L::STAGE };
        let all = count(stage.parameters());
        let title = if stage.name.is_empty() { all } else { format!("{}: {all}", stage.name) };
        let input = Dimensions(stage.input).to_string();
        let input = Column { width: product(stage.input), texts: ["input".into(), input, String::new()], mixes: false };
        let mut diagram = Self { title, columns: [input].into(), groups: Vec::new(), size: None };
        if stage.stages.is_empty() || stage.kind != "network" {
            diagram.add(stage, "");
        } else {
            for stage in stage.stages {
                let first = diagram.columns.len();
                diagram.add(stage, "");
                if stage.kind == "network" {
                    diagram.groups.push((stage.name.into(), first, diagram.columns.len() - 1));
                }
            }
        }
        diagram
    }

    /// Adds a column for a stage, or for each of the stages of a network, whose names follow `path`.
    fn add(&mut self, stage: &Stage, path: &str) {
        if stage.kind == "network" && !stage.stages.is_empty() {
            for inner in stage.stages {
                let path = if inner.kind == "network" { format!("{path}{}.", inner.name) } else { path.into() };
                self.add(inner, &path);
            }
            return;
        }
        let mut shape = Dimensions(stage.output).to_string();
        if stage.activation != Stage::EMPTY.activation {
            shape = format!("{shape} {}", stage.activation);
        } else if stage.kind != "dense" {
            shape = format!("{shape} {}", stage.kind.replace('_', " "));
        }
        let parameters = match stage.parameters() {
            0 => String::new(),
            parameters => count(parameters),
        };
        self.columns.push(Column {
            width: product(stage.output),
            texts: [printable(&format!("{path}{}", stage.name)), printable(&shape), parameters],
            mixes: stage.total_multiply_adds() > 0,
        });
    }

    /// Sets the title. The default is the name of the type and the number of its parameters.
    ///
    /// ```
    /// use staticnn::chart::Diagram;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let path = std::env::temp_dir().join("staticnn-titled.svg");
    /// Diagram::of::<Line>().title("A line").save(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    #[must_use]
    pub fn title(mut self, title: &str) -> Self {
        self.title = printable(title);
        self
    }

    /// Sets the width and the height in pixels, each 240 to 3840. The default is 960 x 540, and wider for more than
    /// seven stages.
    ///
    /// ```
    /// use staticnn::chart::Diagram;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let error = Diagram::of::<Line>().size(40, 40).save("line.svg").unwrap_err();
    /// assert!(error.to_string().contains("40 x 40 pixels"));
    /// ```
    #[must_use]
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.size = Some((width, height));
        self
    }

    /// Draws the network to a `.png` or `.svg` file, as [`Chart::save`](crate::chart::Chart::save) does.
    ///
    /// # Errors
    ///
    /// [`Error::Extension`] or [`Error::Size`] before anything is written; [`Error::Write`] if the file can't be
    /// written.
    ///
    /// ```
    /// use staticnn::chart::{Diagram, Error};
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// assert!(matches!(Diagram::of::<Line>().save("line.gif"), Err(Error::Extension { .. })));
    /// ```
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        file::save(self, path.as_ref())
    }

    pub(super) fn pixels(&self) -> (u32, u32) {
        let width = (self.columns.len() as u32).saturating_mul(COLUMN).clamp(960, 3840);
        self.size.unwrap_or((width, 540))
    }
}

fn count(parameters: usize) -> String {
    format!("{parameters} parameter{}", if parameters == 1 { "" } else { "s" })
}
