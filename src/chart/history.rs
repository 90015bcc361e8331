//! The chart of one training.

use std::path::Path;

use crate::chart::contents::Chart;
use crate::chart::errors::Error;
use crate::history::History;

impl History {
    /// Draws the losses over the epochs to a `.png` or `.svg` file. To compare trainings, use
    /// [`Chart`].
    ///
    /// ```no_run
    /// # use staticnn::prelude::*;
    /// # let history = staticnn::History::default();
    /// history.plot("loss.png")?;
    /// # Ok::<(), staticnn::chart::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Chart::save`].
    pub fn plot(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        Chart::new("Loss").curve("", self).save(path)
    }
}
