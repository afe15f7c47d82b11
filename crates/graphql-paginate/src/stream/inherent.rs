//! The methods that every stream of a walk has without an import of `futures`.

/// Defines `next`, `try_next`, `try_collect` and `try_for_each`, which mean what they mean in `futures::StreamExt` and
/// `futures::TryStreamExt`.
macro_rules! inherent_methods {
    ({ $($generics:tt)* } $stream:ty, $item:ty) => {
        impl<$($generics)*> $stream {
            /// What comes next, or the error of the walk; `None` at the end, and for ever after an error.
            ///
            /// # Cancellation
            ///
            /// Dropping the future loses nothing: the request under way goes on with the next call.
            pub async fn next(&mut self) -> Option<Result<$item, crate::error::Error>> {
                futures_util::StreamExt::next(self).await
            }

            /// What comes next; `None` at the end.
            ///
            /// # Errors
            ///
            /// The error of the walk, once; after it comes `None`.
            ///
            /// # Cancellation
            ///
            /// As for [`next`](Self::next).
            pub async fn try_next(&mut self) -> Result<Option<$item>, crate::error::Error> {
                self.next().await.transpose()
            }

            /// All that is left, in a collection of any kind.
            ///
            /// # Errors
            ///
            /// The error of the walk; what came before it is then lost.
            pub async fn try_collect<B>(mut self) -> Result<B, crate::error::Error>
            where
                B: Default + Extend<$item>,
            {
                let mut all = B::default();
                while let Some(one) = self.next().await {
                    all.extend([one?]);
                }
                Ok(all)
            }

            /// Calls a function with each, one after the other, until it fails or the walk ends.
            ///
            /// # Errors
            ///
            /// The error of the walk, or of the function.
            pub async fn try_for_each<Each>(mut self, mut each: Each) -> Result<(), crate::error::Error>
            where
                Each: AsyncFnMut($item) -> Result<(), crate::error::Error>,
            {
                while let Some(one) = self.next().await {
                    each(one?).await?;
                }
                Ok(())
            }
        }
    };
}

pub(crate) use inherent_methods;
