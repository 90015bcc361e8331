//! The names of classes.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

#[cfg(feature = "serde")]
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::debug_by_display::debug_by_display;
use crate::label::Class;

/// The names of N classes, all different: name k is that of class k.
///
/// ```
/// use staticnn::class::Names;
/// use staticnn::prelude::*;
///
/// let names = Names::new(["setosa", "versicolor", "virginica"])?;
/// let class = names.class("virginica")?;
/// assert_eq!(class.index(), 2);
/// assert_eq!(names.name(Class::most_likely(&[0.7, 0.2, 0.1])), "setosa");
/// assert_eq!(names.to_string(), "setosa, versicolor, virginica");
/// # Ok::<(), staticnn::class::NameError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(Serialize), serde(transparent))]
pub struct Names<const N: usize>(Vec<String>);

impl<const N: usize> Names<N> {
    /// Names the classes, in the order of their labels.
    ///
    /// # Errors
    ///
    /// [`NameError::Twice`] if two names are equal.
    ///
    /// ```
    /// use staticnn::class::Names;
    ///
    /// let error = Names::new(["cat", "dog", "cat"]).unwrap_err();
    /// assert_eq!(error.to_string(), "the classes 0 and 2 are both named `cat`");
    /// ```
    pub fn new(names: [impl Into<String>; N]) -> Result<Self, NameError> {
        Self::from_vec(names.into_iter().map(Into::into).collect())
    }

    /// Names the classes as [`new`](Self::new) does, where the number of names is known at run time.
    ///
    /// # Errors
    ///
    /// That of `new`; [`NameError::Count`] if there aren't N names.
    ///
    /// ```
    /// use staticnn::class::Names;
    ///
    /// let error = Names::<3>::from_vec(vec!["cat".into(), "dog".into()]).unwrap_err();
    /// assert_eq!(error.to_string(), "2 names, but 3 classes: cat, dog");
    /// ```
    pub fn from_vec(names: Vec<String>) -> Result<Self, NameError> {
        if names.len() != N {
            return Err(NameError::Count { classes: N, names });
        }
        for (second, name) in names.iter().enumerate() {
            if let Some(first) = names[..second].iter().position(|other| other == name) {
                return Err(NameError::Twice { name: name.clone(), first, second });
            }
        }
        Ok(Self(names))
    }

    /// Returns the names as a slice, such as [`ConfusionMatrix::with_names`](crate::metric::ConfusionMatrix::with_names) takes.
    ///
    /// ```
    /// use staticnn::class::Names;
    ///
    /// let names = Names::new(["cat", "dog"])?;
    /// assert_eq!(names.as_slice(), ["cat", "dog"]);
    /// # Ok::<(), staticnn::class::NameError>(())
    /// ```
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }

    /// Returns the name of a class.
    ///
    /// ```
    /// use staticnn::class::Names;
    /// use staticnn::prelude::*;
    ///
    /// assert_eq!(Names::new(["cat", "dog"])?.name(Class::new(1)?), "dog");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn name(&self, class: Class<N>) -> &str {
        self.0.get(class.index()).map_or("", String::as_str)
    }

    /// Returns the class that has this name.
    ///
    /// # Errors
    ///
    /// [`NameError::Unknown`] if none has.
    ///
    /// ```
    /// use staticnn::class::Names;
    ///
    /// let names = Names::new(["cat", "dog"])?;
    /// assert_eq!(names.class("dog")?.index(), 1);
    /// assert_eq!(names.class("cow").unwrap_err().to_string(), "no class is named `cow`: the names are cat, dog");
    /// # Ok::<(), staticnn::class::NameError>(())
    /// ```
    pub fn class(&self, name: &str) -> Result<Class<N>, NameError> {
        let unknown = || NameError::Unknown { name: name.into(), names: self.0.clone() };
        let label = self.0.iter().position(|other| other == name).ok_or_else(unknown)?;
        Class::new(label).map_err(|_| unknown())
    }

    /// Returns the classes that have these names.
    ///
    /// # Errors
    ///
    /// [`NameError::At`] for the first name that no class has.
    ///
    /// ```
    /// use staticnn::class::Names;
    ///
    /// let names = Names::new(["cat", "dog"])?;
    /// assert_eq!(names.classes(&["dog", "cat", "dog"])?[2].index(), 1);
    /// let error = names.classes(&["dog", "cow"]).unwrap_err();
    /// assert_eq!(error.to_string(), "at index 1: no class is named `cow`: the names are cat, dog");
    /// # Ok::<(), staticnn::class::NameError>(())
    /// ```
    pub fn classes(&self, names: &[impl AsRef<str>]) -> Result<Vec<Class<N>>, NameError> {
        let classes = names.iter().enumerate().map(|(index, name)| {
            self.class(name.as_ref()).map_err(|_| NameError::At {
                index,
                name: name.as_ref().into(),
                names: self.0.clone(),
            })
        });
        classes.collect()
    }

    /// Returns the names, in the order of the labels.
    ///
    /// ```
    /// use staticnn::class::Names;
    ///
    /// assert!(Names::new(["cat", "dog"])?.iter().eq(["cat", "dog"]));
    /// # Ok::<(), staticnn::class::NameError>(())
    /// ```
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.0.iter().map(String::as_str)
    }
}

/// Writes the names one after the other, with a comma between them.
impl<const N: usize> fmt::Display for Names<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

#[cfg(feature = "serde")]
impl<'de, const N: usize> Deserialize<'de> for Names<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_vec(Vec::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Why names aren't those of the classes.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameError {
    /// Two classes have one name.
    Twice {
        /// The name.
        name: String,
        /// The label of the first class that has it.
        first: usize,
        /// The label of the second class that has it.
        second: usize,
    },
    /// There are more or fewer names than classes.
    Count {
        /// The number of classes.
        classes: usize,
        /// The names.
        names: Vec<String>,
    },
    /// No class has a name.
    Unknown {
        /// The name.
        name: String,
        /// The names of the classes.
        names: Vec<String>,
    },
    /// No class has one of several names.
    At {
        /// The index of the name, counted from 0.
        index: usize,
        /// The name.
        name: String,
        /// The names of the classes.
        names: Vec<String>,
    },
}

debug_by_display!(NameError);

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Twice { name, first, second } => {
                write!(f, "the classes {first} and {second} are both named `{name}`")
            }
            Self::Count { classes, names } => {
                write!(f, "{} names, but {classes} classes: {}", names.len(), names.join(", "))
            }
            Self::Unknown { name, names } => {
                write!(f, "no class is named `{name}`: the names are {}", names.join(", "))
            }
            Self::At { index, name, names } => {
                write!(f, "at index {index}: no class is named `{name}`: the names are {}", names.join(", "))
            }
        }
    }
}

impl core::error::Error for NameError {}
