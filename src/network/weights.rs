//! What programs do with the numbers of a network.

use crate::layer::bytes;
use crate::layer::contract::Layer;
use crate::network::error::Error;
use crate::number::Number;

/// The numbers of a network, copied and as bytes. Every network and every layer has these methods, and the prelude
/// brings them into reach.
pub trait Weights: Layer {
    /// Sets every parameter to that of another network or layer of this type.
    fn copy_from(&mut self, other: &Self) {
        self.values_mut().copy_from_slice(other.values());
    }

    /// Moves every parameter towards that of another network or layer of this type: w = (1 - share) w + share other. `share` is from 0 to 1; with 1 it
    /// is a copy, and a share that isn't finite makes every parameter NaN.
    ///
    /// Reinforcement learning calls this a soft update of a target network. Source: Lillicrap et al., "Continuous control with
    /// deep reinforcement learning", 2015.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let (mut target, mut net) = (Line::zeros(), Line::zeros());
    /// net.parameters_mut().copy_from_slice(&[4.0, -8.0]);
    /// target.blend(&net, 0.25);
    /// assert_eq!(target.parameters(), [1.0, -2.0]);
    /// target.copy_from(&net);
    /// assert_eq!(target.parameters(), [4.0, -8.0]);
    /// ```
    fn blend(&mut self, other: &Self, share: Self::Float) {
        if share == Self::Float::ONE {
            return self.copy_from(other); // also where w is infinite
        }
        let kept = Self::Float::ONE - share;
        for (w, other) in self.values_mut().iter_mut().zip(other.values()) {
            // Equal numbers stay as they are, which the sum of two roundings wouldn't be: those that aren't trained.
            *w = if *w == *other { *other } else { kept * *w + share * *other };
        }
    }

    /// Writes all parameters as bytes, in their order, each number with its lowest byte first: for code over any network. A
    /// declared network also has `to_le_bytes` and `from_le_bytes`, whose arrays have the size of the network in their type.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let (mut line, mut bytes) = (Line::zeros(), [0; 8]);
    /// line.read_le_bytes(&[0, 0, 64, 64, 0, 0, 0, 192])?;
    /// assert_eq!(line.parameters(), [3.0, -2.0]);
    /// line.write_le_bytes(&mut bytes)?;
    /// assert_eq!(Line::from_le_bytes(&bytes).to_le_bytes(), bytes);
    /// # Ok::<(), staticnn::network::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::ByteLength`] if the slice doesn't have the size of the network.
    fn write_le_bytes(&self, bytes: &mut [u8]) -> Result<(), Error> {
        Error::check_bytes::<Self>(bytes)?;
        bytes::write_le_bytes(self, bytes);
        Ok(())
    }

    /// Reads all parameters from bytes that [`write_le_bytes`](Self::write_le_bytes) has written.
    ///
    /// # Errors
    ///
    /// [`Error::ByteLength`] if the slice doesn't have the size of the network, which then stays as it is.
    fn read_le_bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        Error::check_bytes::<Self>(bytes)?;
        bytes::read_le_bytes(self, bytes);
        Ok(())
    }
}

impl<L: Layer> Weights for L {}
