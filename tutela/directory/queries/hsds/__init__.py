"""Open Referral HSDS 3: the part of it that the directory keeps, read and written without holding a whole file in memory."""
