//! What a stage has put out for one sample, as an image.

/// What a stage has put out for one sample, as an image of several channels: a feature map for each.
/// [`Tape::feature_maps`](crate::Tape::feature_maps) returns it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FeatureMaps<'a, T> {
    /// Pixel after pixel, the channels of each together.
    values: &'a [T],
    dimensions: [usize; 3],
}

impl<'a, T: Copy> FeatureMaps<'a, T> {
    /// An image of so many channels, rows and columns, from its values, pixel after pixel.
    pub(crate) fn new(values: &'a [T], dimensions: [usize; 3]) -> Self {
        Self { values, dimensions }
    }

    /// How many channels there are.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.dimensions[0]
    }

    /// How many rows each map has.
    #[must_use]
    pub fn height(&self) -> usize {
        self.dimensions[1]
    }

    /// How many columns each map has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.dimensions[2]
    }

    /// The value of a channel at a row and a column, counted from 0; `None` outside of the image.
    #[must_use]
    pub fn get(&self, channel: usize, row: usize, column: usize) -> Option<T> {
        let [channels, height, width] = self.dimensions;
        let is_inside = channel < channels && row < height && column < width;
        is_inside.then(|| self.values.get((row * width + column) * channels + channel).copied()).flatten()
    }

    /// The values of a channel, row by row; none if there is no such channel.
    pub fn channel(&self, channel: usize) -> impl Iterator<Item = T> + use<'a, T> {
        let channels = self.channels();
        let skipped = if channel < channels { channel } else { self.values.len() };
        self.values.iter().skip(skipped).step_by(channels.max(1)).copied()
    }
}
